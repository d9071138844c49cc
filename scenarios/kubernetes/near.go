package kubernetes

import "github.com/hbollon/go-edlib"

// nearest returns the name that is most like got, the first of equals, or ""
// if none is near enough to be a slip of the keyboard.
func nearest(got string, names []string) string {
	if len(got) > 64 { // comparing costs len·len, and a hostile file asks often
		return ""
	}
	best, limit := "", 1+max(1, len(got)/3)
	for _, name := range names {
		if d := edlib.OSADamerauLevenshteinDistance(got, name); d < limit && d < len(name) {
			best, limit = name, d
		}
	}
	return best
}
