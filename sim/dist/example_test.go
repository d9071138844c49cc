package dist_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

// Half of the sessions of IPFS servers that a crawl saw lasted two hours or less.
func Example() {
	sessions := dist.WeibullScale(0.6077, 3*time.Hour+39*time.Minute)
	fmt.Printf("%.0f %% end within two hours\n", 100*sessions.CDF(2*time.Hour))
	r := rand.New(rand.NewPCG(1, 2))
	fmt.Println("one of them:", sessions.Sample(r) > 0)
	// Output:
	// 50 % end within two hours
	// one of them: true
}

// A language of scenarios asks a law how it is written.
func ExampleFormOf() {
	law := dist.Pareto(2, time.Second)
	form := dist.FormOf(law.Params().Law)
	fmt.Println(form.Law, form.Given(law.Params()))
	// Output: pareto [shape mean]
}
