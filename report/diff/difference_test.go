package diff

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/report/internal/logtest"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

func TestDiff(t *testing.T) {
	for _, tt := range []struct {
		why, x, y string
		want      *Difference
	}{
		{"the same", "a\nb\n", "a\nb\n", nil},
		{"both empty", "", "", nil},
		{
			"in the middle", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nX\ne\nf\n",
			&Difference{Line: 4, Before: []string{"b", "c"}, Left: "d", LeftAfter: []string{"e", "f"}, Right: "X", RightAfter: []string{"e", "f"}},
		},
		{
			"one ends early", "a\nb\n", "a\n",
			&Difference{Line: 2, Before: []string{"a"}, Left: "b", Right: "(end)"},
		},
		{
			"at the first line", "a\n", "b\nc\n",
			&Difference{Line: 1, Left: "a", Right: "b", RightAfter: []string{"c"}},
		},
	} {
		got, err := Texts(strings.NewReader(tt.x), strings.NewReader(tt.y), 2)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
		}
		if d := cmp.Diff(tt.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, d)
		}
	}
}

// TestPart finds the event at which two logs part, and the last events of its peers.
func TestPart(t *testing.T) {
	const common = `{"t":0,"e":"up","p":"a"}
{"t":0,"e":"up","p":"b"}
{"t":0,"e":"up","p":"c"}
`
	open := func(events string) *log.Log {
		dir := t.TempDir()
		logtest.Write(t, dir, events, trace.Manifest{})
		l, err := log.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	x := open(common + `{"t":1,"e":"dial","p":"a","q":"b"}` + "\n")
	y := open(common + `{"t":2,"e":"dial","p":"a","q":"c"}` + "\n")
	p, err := Part(x, y, 3)
	if err != nil {
		t.Fatal(err)
	}
	if p.Line != 4 || p.T != 1 || len(p.Before) != 3 {
		t.Errorf("event %d at %d after %d, want event 4 at 1 after 3", p.Line, p.T, len(p.Before))
	}
	if d := cmp.Diff([]Change{{"T", "1", "2"}, {"Q", "b", "c"}}, p.Fields); d != "" {
		t.Errorf("fields (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"a", "b", "c"}, p.Peers); d != "" {
		t.Errorf("peers (-want +got):\n%s", d)
	}
	for _, name := range p.Peers {
		if last := p.Last[name]; len(last) != 1 || last[0].Kind != trace.Up {
			t.Errorf("%s did %v before, want that it came up", name, last)
		}
	}
	if p, err = Part(x, open(common), 3); err != nil || p.Right != PastEnd || p.Fields != nil || p.T != 1 {
		t.Errorf("a log that ends early: %+v, %v", p, err)
	}
	if p, err = Part(x, x, 3); err != nil || p != nil {
		t.Errorf("a log parts from itself: %+v, %v", p, err)
	}
}
