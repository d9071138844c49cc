package diff

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

func TestChanges(t *testing.T) {
	a := trace.Manifest{Seed: 1, Versions: trace.Versions{Go: "go1", Modules: map[string]string{"m/a": "v1", "m/b": "v1", "m/c": "v1"}}}
	b := trace.Manifest{Seed: 2, Fingerprint: "f", Events: 3, Versions: trace.Versions{Go: "go1", Modules: map[string]string{"m/b": "v2", "m/c": "v1", "m/d": "v1"}}}
	b.Failure = &trace.Failure{Kind: "panic", Message: "x"}
	want := []Change{{"seed", "1", "2"}, {"failure", "", "panic: x"}, {"m/a", "v1", ""}, {"m/b", "v1", "v2"}, {"m/d", "", "v1"}}
	if got := Manifests(&a, &b); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := Manifests(&a, &a); len(got) != 0 {
		t.Errorf("a run differs from itself in %v", got)
	}
	if got := Manifests(&trace.Manifest{}, &a); len(got) != 5 {
		t.Errorf("an empty manifest differs in %v", got)
	}
}

func TestFieldChanges(t *testing.T) {
	a := trace.Event{T: 1, Kind: trace.Send, P: "a", Size: 4}
	b := trace.Event{T: 1, Kind: trace.Send, P: "b", Size: 5}
	want := []Change{{"P", "a", "b"}, {"Size", "4", "5"}}
	if got := Fields(&a, &b); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// TestLastOf: each peer has its last events before the line, with those that
// concern it.
func TestLastOf(t *testing.T) {
	const ups = `{"t":0,"e":"up","p":"a"}
{"t":0,"e":"up","p":"b"}
{"t":1,"e":"dial","p":"a","q":"b"}
{"t":2,"e":"up","p":"c"}
{"t":3,"e":"dial","p":"b","q":"c"}
{"t":4,"e":"note","p":"a","q":"a","proto":"x","d":"y"}
{"t":5,"e":"down","p":"a"}
`
	last, err := LastOf(log.Read(strings.NewReader(ups)), 7, 3, "a", "b", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	lines := func(peer string) (out string) {
		for _, e := range last[peer] {
			out += fmt.Sprint(e.Line, " ")
		}
		return out
	}
	for peer, want := range map[string]string{"a": "1 3 6 ", "b": "2 3 5 ", "nobody": ""} {
		if got := lines(peer); got != want {
			t.Errorf("%s: lines %s, want %s", peer, got, want)
		}
	}
}
