package link

import (
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/budget"
)

// CSV files as large as they may be are read or refused within bounds, and
// messages do not quote them whole.
func TestHostileFiles(t *testing.T) {
	repeat := func(unit string) string { return strings.Repeat(unit, maxCSV/len(unit)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < maxCSV-100; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	for _, c := range []struct{ name, text string }{
		{"one row", repeat("a,")},
		{"one row of names", "x" + numbered(",r%d")},
		{"one column", "x,a\n" + numbered("r%d,1\n")},
		{"empty rows", repeat(",\n")},
		{"one cell", repeat("a")},
		{"one quoted cell", `"` + repeat("a")},
		{"comments", repeat("#\n")},
		{"blank lines", repeat("\n")},
		{"places", "name,x,y,height\n" + numbered("p%d,1,2,3\n")},
		{"more than may be", repeat("a\n") + "a\na\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, parse := range []func() error{
				func() error { _, err := ParseMatrix([]byte(c.text), RTT, true); return err },
				func() error { _, err := ParsePoints([]byte(c.text)); return err },
			} {
				var err error
				budget.Input.Run(t, func() { err = parse() })
				if err != nil && len(err.Error()) > 500 {
					t.Errorf("a message of %d bytes: %.200v", len(err.Error()), err)
				}
			}
		})
	}
}
