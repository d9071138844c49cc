//go:build simsealed

package cmd

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestHelpWidth: help, and the list of what is built in, fit a terminal.
func TestHelpWidth(t *testing.T) {
	fits := func(name, text string) {
		t.Helper()
		if text == "" {
			t.Errorf("%s: nothing", name)
		}
		for line := range strings.Lines(text) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > helpWidth {
				t.Errorf("%s: a line of %d columns: %s", name, n, line)
			}
		}
	}
	for _, c := range (&app{known: Builtin()}).root().Commands() {
		var b bytes.Buffer
		c.SetOut(&b)
		if err := c.Help(); err != nil {
			t.Fatal(err)
		}
		fits(c.Name(), b.String())
	}
	list := columns([][]string{{"churn", "66 peers", strings.Repeat("word ", 30) + "end"}, {"a", "1 peer", "short"}}, helpWidth)
	fits("list", list)
	if want := "\n" + strings.Repeat(" ", len("churn  66 peers  ")) + "word"; !strings.Contains(list, want) {
		t.Errorf("the last column does not go on below itself:\n%s", list)
	}
}
