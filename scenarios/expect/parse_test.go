package expect

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/say"
)

func TestParseCanonical(t *testing.T) {
	for _, c := range []struct{ in, want, metric string }{
		{"kademlia.get.success >= 99%", "", "kademlia.get.success"},
		{"  p99 ( ping.rtt )<500ms ", "p99(ping.rtt) < 500ms", "ping.rtt"},
		{"p99.9(ping.rtt) <= 1.5s", "", "ping.rtt"},
		{"median(ping.rtt) != 1h30m", "", "ping.rtt"},
		{"min(kademlia.replicas)>=1 after 30m", "min(kademlia.replicas) >= 1 after 30m", "kademlia.replicas"},
		{"count(a) == 3 before 2h", "", "a"},
		{"sum(a.b-c_d) > 12MiB between 10m and 1h", "", "a.b-c_d"},
		{"after > -5 after 1s", "", "after"}, // a metric may be called like a keyword
		{"p99 < 5ms", "", "p99"},             // or like a function
	} {
		e, err := Parse(c.in)
		if err != nil {
			t.Errorf("Parse(%q): %v", c.in, err)
			continue
		}
		if c.want == "" {
			c.want = c.in
		}
		if e.String() != c.want || e.left.name != c.metric {
			t.Errorf("Parse(%q) = %q about %q, want %q about %q", c.in, e, e.left.name, c.want, c.metric)
		}
	}
}

func TestParseErrors(t *testing.T) {
	for _, c := range []struct {
		in   string
		col  int
		says string
	}{
		{"", 1, "it ends here, want a metric"},
		{"< 5", 1, `unexpected "<", want a metric`},
		{"ping.rtt", 9, "want a comparison"},
		{"ping.rtt = 5ms", 10, `= is no comparison, did you mean "=="?`},
		{"ping.rtt => 5ms", 10, "=> is no comparison"},
		{"ping.rtt <", 11, "want a value such as"},
		{"ping.rtt < (", 12, `unexpected "("`},
		{"ping..rtt < 5ms", 1, "empty part"},
		{"ping. < 5ms", 1, "empty part"},
		{"p9(ping.rtt < 5ms", 13, "want a closing parenthesis"},
		{"man(ping.rtt) < 5ms", 1, `no function "man", did you mean "min"?`},
		{"  medin(ping.rtt) < 5ms", 3, `did you mean "median"?`},
		{"frobnicate(ping.rtt) < 5ms", 1, "(functions: min max"},
		{"p0(ping.rtt) < 5ms", 1, "above 0"},
		{"p100.1(ping.rtt) < 5ms", 1, "up to 100"},
		{"p99999999999999999999(ping.rtt) < 5ms", 1, "up to 100"},
		{"p99.99999(ping.rtt) < 5ms", 1, "at most 4 decimals"},
		{"p99() < 5ms", 5, "want a metric"},
		{"ping.rtt < 5sm", 13, `no unit "sm"`},
		{"x < 5kb", 6, `no unit "kb", did you mean "kB"?`},
		{"ping.rtt < 5 ms", 14, "write 5ms, without a space"},
		{"ping.rtt < .5s", 12, "is no number"},
		{"ping.rtt < 5.s", 12, "is no number"},
		{"ping.rtt < +-5s", 12, "is no number"},
		{"ping.rtt < 30m1h", 15, "largest unit first"},
		{"ping.rtt < 1h5%", 14, "largest unit first"},
		{"ping.rtt < 1h5", 14, "largest unit first"},
		{"x < 1" + strings.Repeat("0", 400), 5, "too large"},
		{"x < 5 afer 3m", 7, `did you mean "after"?`},
		{"x < 5 after", 12, "want a duration such as 30m"},
		{"x < 5 after 30", 13, "30 is a plain number, want a duration"},
		{"x < 5 after -3m", 13, "before the start of the run"},
		{"x < 5 between 1m or 2m", 18, `want "and"`},
		{"x < 5 between 2m and 2m", 22, "the window is empty"},
		{"x < 5 after 1m before 2m", 16, "want nothing more"},
		{"x < 5 µ", 7, `unexpected "µ", want nothing more`},
		{strings.Repeat("x", 501) + " < 5", 501, "longer than 500 bytes"},
	} {
		_, err := Parse(c.in)
		wantSyntax(t, c.in, err, c.col, c.says)
	}
}

func wantSyntax(t *testing.T, in string, err error, col int, says string) {
	t.Helper()
	var syntax *say.Fault
	if !errors.As(err, &syntax) || syntax.Column != col || !strings.Contains(syntax.Message, says) {
		t.Errorf("%q: %v, want column %d: ... %s", in, err, col, says)
	}
}

func TestLiteralsAreExact(t *testing.T) {
	for in, want := range map[string]float64{
		"1.1s": 1.1e9, "0.1us": 100, "0.1µs": 100, "1h30m": 5400e9, "1d": 86400e9,
		"99%": 0.99, "0.1%": 0.001, "-3": -3, "+3": 3, "1.5KiB": 1536, "2kB": 2000, "1MiB": 1 << 20,
		"12.3456789s": 12345678900,
	} {
		e, err := Parse("x < " + in)
		if err != nil || e.right.literal.value != want {
			t.Errorf("%s = %v (%v), want %v", in, e.right.literal.value, err, want)
		}
	}
}

// sentence draws a sentence of the grammar in canonical spacing.
func sentence(t *rapid.T) string {
	pick := func(label string, from ...string) string {
		return rapid.SampledFrom(from).Draw(t, label)
	}
	measure := func(side string) (head, window string) {
		metric := rapid.StringMatching(`[a-zA-Z][a-zA-Z0-9_-]{0,5}(\.[a-z0-9_-]{1,5}){0,3}`).Draw(t, side)
		head = metric
		if fn := pick(side+" fn", "", "min", "max", "mean", "median", "p50", "p99.95", "p100", "count", "sum"); fn != "" {
			head = fn + "(" + metric + ")"
		}
		head += pick(side+" peers", "", " of clients", " of a-b[3]", " of servers[0:90]")
		return head, pick(side+" window", "", " after 30m", " before 1.5h", " between 1m30s and 2d")
	}
	head, window := measure("left")
	cmp := " " + pick("cmp", "<", "<=", ">", ">=", "==", "!=") + " "
	always, optional := pick("always", "", " always", " sometimes"), pick("optional", "", " optional")
	if pick("right", "literal", "measure") == "literal" {
		limit := rapid.StringMatching(`-?[0-9]{1,4}(\.[0-9]{1,3})?(ns|us|µs|ms|s|m|h|d|%|B|kB|MB|GB|KiB|MiB|GiB)?`).Draw(t, "limit")
		return head + cmp + limit + always + window + optional
	}
	right, rightWindow := measure("right")
	if window == "" {
		rightWindow = ""
	}
	return head + window + cmp + pick("factor", "", "1.5 * ", "90% * ") + right + rightWindow + always + optional
}

// Any sentence of the grammar parses, and its canonical form is a fixed point.
func TestStringRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := sentence(t)
		e, err := Parse(in)
		if err != nil {
			t.Fatalf("Parse(%q): %v", in, err)
		}
		if e.String() != in {
			t.Fatalf("Parse(%q).String() = %q", in, e)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add("p99(ping.rtt) < 500ms after 1h30m")
	f.Add("kademlia.get.success >= 99.5% between 10m and 1h")
	f.Add("p99.9999(x)!=-1.5KiB before 2d")
	f.Add("x < 5 µ")
	f.Add("max(x) of a[0:3] after 1m<=1.5*min(y) of b before 2m always")
	f.Add("every seed: x < 5")
	f.Add("90% of seeds: x >= 50%")
	f.Add("p90 over seeds of x < 2 * mean over seeds of y")
	f.Fuzz(func(t *testing.T, in string) {
		wantPlace := func(err error) {
			var syntax *say.Fault
			if !errors.As(err, &syntax) || syntax.Column < 1 || syntax.Column > len(in)+1 || syntax.Message == "" {
				t.Fatalf("Parse(%q): %#v", in, err)
			}
		}
		a, err := ParseAcross(in)
		if err != nil {
			wantPlace(err)
		} else if again, err := ParseAcross(a.String()); err != nil || again.String() != a.String() {
			t.Fatalf("ParseAcross(%q) gives %q, which gives %q (%v)", in, a, again, err)
		}
		e, err := Parse(in)
		if err != nil {
			wantPlace(err)
			return
		}
		canonical := e.String()
		again, err := Parse(canonical)
		if err != nil || again.String() != canonical || again.right.literal.value != e.right.literal.value {
			t.Fatalf("Parse(%q) gives %q, which gives %q (%v)", in, canonical, again, err)
		}
	})
}
