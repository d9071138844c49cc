package design

import (
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// A range counts exactly: its i-th value is from + i·step, in any unit.
func TestRangesAreExact(t *testing.T) {
	for _, c := range []struct{ from, to, step, want string }{
		{"0.1", "0.5", "0.1", "0.1 0.2 0.3 0.4 0.5"},
		{"0%", "1%", "0.25%", "0% 0.25% 0.5% 0.75% 1%"},
		{"30s", "2m", "30s", "30s 1m 1m30s 2m"},
		{"1Mbit", "3Mbit", "500kbit", "1Mbit 1500kbit 2Mbit 2500kbit 3Mbit"},
		{"2", "8", "3", "2 5 8"},
		{"3", "5", "", "3 4 5"},
	} {
		d := newStudying("test.yaml", nil)
		text := "{a: {path: x, from: " + c.from + ", to: " + c.to
		if c.step != "" {
			text += ", step: " + c.step
		}
		n, ps := strict.Parse("test.yaml", []byte(text+"}}"))
		if ps != nil {
			t.Fatal(ps)
		}
		var all []Parameter
		d.Value("parameters", n, strict.Field{}, reflect.ValueOf(&all).Elem())
		var got []string
		for _, p := range all {
			for _, v := range p.Values {
				got = append(got, string(v))
			}
		}
		if s := strings.Join(got, " "); s != c.want || len(d.Problems) > 0 {
			t.Errorf("%s to %s by %s is %q, want %q (%v)", c.from, c.to, c.step, s, c.want, d.Problems)
		}
	}
}

var conditionParameters = []Parameter{
	{"k", "", []Value{"10", "20", "2.5"}},
	{"session", "", []Value{"1h", "90m"}},
	{"loss", "", []Value{"0.1", "10%", "5%"}},
	{"graph", "", []Value{"random", `"10"`}},
}

func TestConditions(t *testing.T) {
	cell := []Value{"10", "90m", "10%", `"10"`}
	for text, want := range map[string]bool{
		"k == 10":                              true,
		"k < 10.0":                             false,
		"10 >= k":                              true,
		"session == 1h30m":                     true,
		"session > 1h and k != 10":             false,
		"session > 1h or k != 10":              true,
		"not k == 10 or session > 1h":          true, // not binds closest
		"not (k == 10 or session > 1h)":        false,
		"k == 20 and k == 20 or k == 10":       true, // and binds before or
		"k == 10 or k == 20 and k == 20":       true,
		"loss == 0.1":                          true,
		`graph == "10"`:                        true, // a text, not a number
		`graph != "random"`:                    true,
		"not not k==10":                        true,
		"((k<=10)and(session>=1h))or loss>90%": true,
	} {
		c, bad := parseCondition(text, conditionParameters)
		if bad != nil {
			t.Errorf("%q: %+v", text, *bad)
		} else if got := c(cell); got != want {
			t.Errorf("%q is %v, want %v", text, got, want)
		}
	}
}

// Any text is a condition, or has an error with a place inside it.
func FuzzCondition(f *testing.F) {
	f.Add("k <= 20 or session >= 2h")
	f.Add(`not (graph == "x" and loss < 5%) or k==10`)
	f.Add("µ < (((")
	f.Fuzz(func(t *testing.T, text string) {
		c, bad := parseCondition(text, conditionParameters)
		switch {
		case bad != nil && (bad.Column-1 < 0 || bad.Column-1 > len(text) || bad.Message == ""):
			t.Fatalf("%q: %+v", text, *bad)
		case bad == nil:
			c([]Value{"10", "90m", "10%", "random"})
		}
	})
}

// The text of a value parses to the value again.
func FuzzValue(f *testing.F) {
	for _, s := range []string{"10", `"10"`, "{a: [1, 'x: y', \"#\"], b: ~}", "|\n a\n b\n", "[]", "1h", "- a\n- b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, ps := strict.Parse("value", []byte(text))
		if ps != nil || n == nil || strict.IsNull(n) {
			return
		}
		line := oneLine(n)
		again, ps := strict.Parse("value", []byte(line))
		if ps != nil || again == nil || !sameValue(n, again) {
			t.Fatalf("%q is written %q, which is not the same: %v", text, line, ps)
		}
	})
}

func sameValue(a, b *yaml.Node) bool {
	if strict.IsNull(a) && strict.IsNull(b) {
		return true
	}
	if a.Kind != b.Kind || a.Tag != b.Tag || a.Value != b.Value || len(a.Content) != len(b.Content) {
		return false
	}
	for i := range a.Content {
		if !sameValue(a.Content[i], b.Content[i]) {
			return false
		}
	}
	return true
}
