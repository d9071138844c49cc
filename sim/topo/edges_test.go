package topo

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/say"
)

func names(name string) (int, bool) {
	for i, n := range []string{"alice", "bob", "servers[2]"} {
		if n == name {
			return i, true
		}
	}
	return 0, false
}

func TestFromEdges(t *testing.T) {
	const text = "# who dials whom\n\nalice bob # the first\r\nservers[2],alice\n 3 ,\tbob\nbob alice\n3\t0"
	g, err := FromEdges([]byte(text), 4, 10, names)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(g.N, g.Edges); got != "4 [[0 1] [1 0] [2 0] [3 0] [3 1]]" {
		t.Errorf("got %s", got)
	}
}

func TestFromEdgesErrors(t *testing.T) {
	for text, want := range map[string]string{
		"0 1\n\n0 4":       `line 3: unknown peer "4", want a name or a number from 0 to 3`,
		"-1 0":             `line 1: unknown peer "-1"`,
		"alice carol":      `line 1: unknown peer "carol"`,
		"# x\nalice 0":     `line 2: "alice 0": peer 0 dials itself`,
		"0 1\n1 0\n0,bob":  `line 3: 0,bob repeats line 1`,
		"0 1 2":            `line 1: "0 1 2", want two peers: from to`,
		"0 1,2":            `want two peers`,
		"0,1,2":            `unknown peer "1,2"`,
		",1":               `want two peers`,
		"0,":               `want two peers`,
		"0 1,":             `want two peers`,
		"0":                `want two peers`,
		"0 9\n1 1\nbob 0 ": "line 1: unknown peer \"9\", want a name or a number from 0 to 3\nline 2: \"1 1\": peer 1 dials itself",
	} {
		_, err := FromEdges([]byte(text), 4, 10, names)
		var e *say.Fault
		if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
	if _, err := FromEdges([]byte("0 1"), 0, 10, nil); err == nil || !strings.Contains(err.Error(), "there are no peers") {
		t.Errorf("no peers: %v", err)
	}
	_, err := FromEdges([]byte(strings.Repeat("7 7\n", 100)), 4, 10, nil)
	if n := strings.Count(err.Error(), "line "); n != MaxErrors {
		t.Errorf("%d faults reported of 100, want %d", n, MaxErrors)
	}
}

// A list ends at its limit, and a long line is not quoted whole.
func TestFromEdgesLimits(t *testing.T) {
	for text, want := range map[string]string{
		"0 1\n0 2\n0 3\n1 2":             "line 4: more than 3 edges",
		strings.Repeat("é", 5000):        `line 1: "` + strings.Repeat("é", 60) + `…", want two peers: from to`,
		strings.Repeat("x", 5000) + " 1": `line 1: unknown peer "` + strings.Repeat("x", 60) + `…", want a name or a number from 0 to 3`,
	} {
		if _, err := FromEdges([]byte(text), 4, 3, names); err == nil || err.Error() != want {
			t.Errorf("%.20q gives %.300v, want %s", text, err, want)
		}
	}
}

// Edges written line by line are read back, in any order.
func TestFromEdgesRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 20).Draw(t, "n")
		g := must(Random(n, rapid.IntRange(0, n-1).Draw(t, "degree"), seeded(rapid.Uint64().Draw(t, "seed"))))
		var text strings.Builder
		for _, e := range rapid.Permutation(g.Edges).Draw(t, "order") {
			fmt.Fprintf(&text, "%d%s%d\n", e[0], rapid.SampledFrom([]string{" ", ",", " , ", "\t"}).Draw(t, "separator"), e[1])
		}
		again, err := FromEdges([]byte(text.String()), n, n*n, nil)
		if err != nil || fmt.Sprint(again.Edges) != fmt.Sprint(g.Edges) {
			t.Fatalf("%v, %v, want %v", again.Edges, err, g.Edges)
		}
	})
}

func FuzzFromEdges(f *testing.F) {
	f.Add([]byte("alice bob\n1,2 # x\n"), 3)
	f.Fuzz(func(t *testing.T, text []byte, n int) {
		if n < 3 || n > 1000 {
			return
		}
		budget.Input.Run(t, func() {
			if g, err := FromEdges(text, n, 1000, names); err == nil {
				checkGraph(t, g, n, true)
			}
		})
	})
}
