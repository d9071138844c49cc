package log

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestChanges(t *testing.T) {
	a := trace.Manifest{Seed: 1, Versions: trace.Versions{Go: "go1", Modules: map[string]string{"m/a": "v1", "m/b": "v1", "m/c": "v1"}}}
	b := trace.Manifest{Seed: 2, Fingerprint: "f", Events: 3, Versions: trace.Versions{Go: "go1", Modules: map[string]string{"m/b": "v2", "m/c": "v1", "m/d": "v1"}}}
	b.Failure = &trace.Failure{Kind: "panic", Message: "x"}
	want := []Change{{"seed", "1", "2"}, {"failure", "", "panic: x"}, {"m/a", "v1", ""}, {"m/b", "v1", "v2"}, {"m/d", "", "v1"}}
	if got := Changes(&a, &b); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Changes(&a, &a); len(got) != 0 {
		t.Errorf("a run differs from itself in %v", got)
	}
	if got := Changes(&trace.Manifest{}, &a); len(got) != 5 {
		t.Errorf("an empty manifest differs in %v", got)
	}
}

func TestFieldChanges(t *testing.T) {
	a := trace.Event{T: 1, Kind: trace.Send, P: "a", Size: 4}
	b := trace.Event{T: 1, Kind: trace.Send, P: "b", Size: 5}
	want := []Change{{"P", "a", "b"}, {"Size", "4", "5"}}
	if got := FieldChanges(&a, &b); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLastOf: each peer has its last events before the line, with those that
// concern it.
func TestLastOf(t *testing.T) {
	last, err := LastOf(Read(strings.NewReader(known)), 13, 3, "a-0", "c", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	lines := func(peer string) (out string) {
		for _, e := range last[peer] {
			out += fmt.Sprint(e.Line, " ")
		}
		return out
	}
	for peer, want := range map[string]string{"a-0": "6 7 8 ", "c": "10 11 12 ", "nobody": ""} {
		if got := lines(peer); got != want {
			t.Errorf("%s: lines %s, want %s", peer, got, want)
		}
	}
}
