package scenarios

import "github.com/hbollon/go-edlib"

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
		if d := edlib.OSADamerauLevenshteinDistance(got, name); d < bestDistance && d < len(name) {
			best, bestDistance = name, d
		}
	}
	return best
}
