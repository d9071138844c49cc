//go:build simsealed

package seal_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// An hour passes in no time, and the seed decides the number and the case.
func ExampleRun() {
	play := func(seed uint64) (n int, first string) {
		r, err := seal.Run(seal.Config{Seed: seed}, func() {
			time.Sleep(time.Hour)
			n = rand.IntN(1000)
			a, b := make(chan int, 1), make(chan int, 1)
			a <- 1
			b <- 1
			select {
			case <-a:
				first = "a"
			case <-b:
				first = "b"
			}
		})
		fmt.Println(r.End, r.Now, err)
		return n, first
	}
	n, first := play(7)
	m, again := play(7)
	fmt.Println(n == m, first == again)
	// Output:
	// main 1h0m0s <nil>
	// main 1h0m0s <nil>
	// true true
}
