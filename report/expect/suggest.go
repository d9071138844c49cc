package expect

import (
	"fmt"

	"github.com/hbollon/go-edlib"
)

// didYouMean returns `, did you mean "p99"?` for the name nearest to got, the
// first of equals, or "" if none is near.
func didYouMean(got string, names []string) string {
	const near = 2 // edits
	best, nearest := near+1, ""
	for _, name := range names {
		if d := edlib.OSADamerauLevenshteinDistance(got, name); d < best && d < max(len(got), len(name)) {
			best, nearest = d, name
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", nearest)
}
