package expect

import "fmt"

// didYouMean returns `, did you mean "p99"?` for the name nearest to got, the
// first of equals, or "" if none is near.
func didYouMean(got string, names []string) string {
	const near = 2 // edits
	best, nearest := near+1, ""
	for _, name := range names {
		if d := distance(got, name); d < best && d < max(len(got), len(name)) {
			best, nearest = d, name
		}
	}
	if nearest == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", nearest)
}

// distance is the edit distance between two words, in bytes: insertions,
// deletions and substitutions (Levenshtein 1966).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			substitute := diagonal
			if a[i] != b[j] {
				substitute++
			}
			diagonal = row[j+1]
			row[j+1] = min(substitute, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
