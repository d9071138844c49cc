package kubernetes

// nearest returns the name that is most like got, the first of equals, or ""
// if none is near enough to be a slip of the keyboard.
func nearest(got string, names []string) string {
	if len(got) > 64 { // comparing costs len·len, and a hostile file asks often
		return ""
	}
	best, limit := "", 1+max(1, len(got)/3)
	for _, name := range names {
		if d := slips([]rune(got), []rune(name)); d < limit && d < len(name) {
			best, limit = name, d
		}
	}
	return best
}

// slips counts the letters to insert, drop, change or swap with their
// neighbour to turn a into b. (Damerau 1964, in its optimal string alignment
// form.)
func slips(a, b []rune) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i, x := range a {
		for j, y := range b {
			change := d[i][j]
			if x != y {
				change++
			}
			d[i+1][j+1] = min(change, d[i][j+1]+1, d[i+1][j]+1)
			if i > 0 && j > 0 && x == b[j-1] && y == a[i-1] {
				d[i+1][j+1] = min(d[i+1][j+1], d[i-1][j-1]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}
