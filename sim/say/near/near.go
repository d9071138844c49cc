// Package near finds the word that was probably meant.
//
// It has one noun, the slip of the keyboard: some letters that are wrong, missing, too
// many or swapped. It knows nothing of meanings.
package near

import (
	"strings"

	"github.com/hbollon/go-edlib"
)

// Bounds of the words compared: that costs the product of the lengths, and a
// hostile file may ask often.
const (
	longest = 64
	most    = 200 // names
)

// short is how many letters of a name, its first, are one that is cut short.
const short = 3

// Word returns the name that is most like got, the first of equals, or "" if none is
// near enough to be a slip: a third of its letters may be wrong, and one always may. If
// there is none, it returns the only name that begins with got.
func Word(got string, names []string) string {
	if len(got) > longest {
		return ""
	}
	best, bestDistance := "", max(1, len(got)/3)+1
	for _, name := range names[:min(len(names), most)] {
		if d := Distance(got, name); d < bestDistance && d < len(name) {
			best, bestDistance = name, d
		}
	}
	if best == "" && len(got) >= short {
		best = only(got, names[:min(len(names), most)])
	}
	return best
}

// only returns the name that begins with got, "" if there is not one alone.
func only(got string, names []string) (found string) {
	for _, name := range names {
		switch {
		case !strings.HasPrefix(name, got):
		case found != "":
			return ""
		default:
			found = name
		}
	}
	return found
}

// Distance returns how many letters are wrong, missing, too many or swapped.
func Distance(a, b string) int { return edlib.OSADamerauLevenshteinDistance(a, b) }
