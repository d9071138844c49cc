package scenarios

// nearest returns the name that is most like got, the first of equals, or ""
// if none is near enough to be a slip of the keyboard.
func nearest(got string, names []string) string {
	// Comparing costs len·len, and a hostile file may ask often.
	if len(got) > 64 {
		return ""
	}
	names = names[:min(len(names), 200)]
	best, bestDistance := "", max(1, len(got)/3)+1
	for _, name := range names {
		if d := editDistance([]rune(got), []rune(name)); d < bestDistance && d < len(name) {
			best, bestDistance = name, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions, substitutions and swaps of
// neighbours that turn a into b. (Damerau 1964, in its optimal string
// alignment form.)
func editDistance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
