package expect

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/say/near"
)

// didYouMean returns `, did you mean "p99"?` for the name nearest to got, the
// first of equals, or "" if none is near.
func didYouMean(got string, names []string) string {
	if word := near.Word(got, names); word != "" {
		return fmt.Sprintf(", did you mean %q?", word)
	}
	return ""
}
