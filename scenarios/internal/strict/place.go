package strict

import (
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
)

// FaultIn notes a problem at a byte column of a text.
func (d *Decoder) FaultIn(path string, n *yaml.Node, text string, col int, message, want, hint string) {
	full := d.Problems.Full()
	d.FaultAt(path, n, d.Shift(n, col-1), message, want, hint)
	if !full && utf8.RuneCountInString(text) <= excerptWidth {
		d.Problems[len(d.Problems)-1].Excerpt = say.Caret(text, col)
	}
}

// excerptWidth is the longest text that is shown with a caret.
const excerptWidth = 200

// Shift turns a byte offset in the value of n into characters from the start
// of n in its file. Where the value is not in the file as it stands, with
// escapes or over several lines, it is 0.
func (d *Decoder) Shift(n *yaml.Node, offset int) int {
	lines := d.Lines[d.FileOf(n)]
	if n.Line > len(lines) || offset > len(n.Value) {
		return 0
	}
	line := []rune(lines[n.Line-1])
	if n.Column > len(line) {
		return 0
	}
	quote := 0
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		quote = 1
	}
	rest := line[min(len(line), n.Column-1+quote):]
	if !strings.HasPrefix(string(rest), n.Value) {
		return 0
	}
	return quote + utf8.RuneCountInString(n.Value[:offset])
}
