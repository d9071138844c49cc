package log

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

type chromeFile struct {
	DisplayTimeUnit string `json:"displayTimeUnit"`
	TraceEvents     []struct {
		Name, Cat, Ph, ID, S, BP string
		PID, TID                 *int
		TS                       *float64
		Dur                      float64
		Args                     map[string]any
	} `json:"traceEvents"`
}

// checkChrome holds a trace against the format: asynchronous events are closed
// once, later, with the same name and category; arrows have two ends, each in a
// slice; every process has a name. It returns how many of each phase there are.
//
// Source: Trace Event Format, Chromium project,
// https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU.
func checkChrome(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, data string) map[string]int {
	var f chromeFile
	d := json.NewDecoder(strings.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		t.Fatal(err)
	}
	type mark struct {
		name, cat string
		ts        float64
		pid       int
	}
	phases := map[string]int{}
	open, arrows := map[string]mark{}, map[string]mark{}
	named := map[int]bool{}
	used := map[string]bool{}
	var slice mark
	for i, e := range f.TraceEvents {
		if e.PID == nil || e.TID == nil || e.TS == nil {
			t.Fatalf("event %d %+v has no pid, tid or ts", i, e)
		}
		phases[e.Ph]++
		m := mark{e.Name, e.Cat, *e.TS, *e.PID}
		switch e.Ph {
		case "M":
			if e.Name == "process_name" {
				named[*e.PID] = true
			}
			continue
		case "b":
			if used[e.ID] {
				t.Fatalf("event %d %+v begins twice", i, e)
			}
			used[e.ID] = true
			open[e.ID] = m
		case "e":
			b, ok := open[e.ID]
			if !ok || b.name != m.name || b.cat != m.cat || b.ts > m.ts || b.pid != m.pid {
				t.Fatalf("event %d %+v ends what began as %+v", i, e, b)
			}
			delete(open, e.ID)
		case "X":
			if e.Dur <= 0 {
				t.Fatalf("event %d %+v has no duration", i, e)
			}
			slice = m
		case "s", "f":
			if slice != m {
				t.Fatalf("event %d %+v is not in the slice before it, %+v", i, e, slice)
			}
			if e.Ph == "s" {
				arrows[e.ID] = m
				break
			}
			b, ok := arrows[e.ID]
			if !ok || b.ts > m.ts || b.name != m.name || b.cat != m.cat || e.BP != "e" {
				t.Fatalf("event %d %+v ends an arrow that began as %+v", i, e, b)
			}
			delete(arrows, e.ID)
		case "i":
			if !slices.Contains([]string{"p", "g", "t"}, e.S) {
				t.Fatalf("event %d %+v has no scope", i, e)
			}
		default:
			t.Fatalf("event %d %+v has an unknown phase", i, e)
		}
		if !named[*e.PID] {
			t.Fatalf("event %d %+v: its process has no name", i, e)
		}
	}
	if len(open) > 0 || len(arrows) > 0 {
		t.Fatalf("left open: %v and arrows %v", open, arrows)
	}
	return phases
}

// TestChrome: any part of any log gives a sound trace.
func TestChrome(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		text := drawLog(rt)
		l := newRun(t, dir, text, trace.Manifest{Seed: 1})
		q := Query{
			From:  drawTime(rt, "from"),
			Peers: rapid.SampledFrom([][]string{nil, {"a"}, {"b-0"}, {"a[1]"}}).Draw(rt, "peers"),
			Kinds: rapid.SampledFrom([][]string{nil, {"send", "recv"}, {"recv"}, {"op"}, {"opend"}}).Draw(rt, "kinds"),
		}
		f, err := q.Filter()
		if err != nil {
			rt.Fatal(err)
		}
		var out strings.Builder
		n, err := Export{l, f, Sample{Failed: rapid.Bool().Draw(rt, "failed")}}.Chrome(&out)
		if err != nil {
			rt.Fatal(err)
		}
		phases := checkChrome(rt, out.String())
		kept := 0
		for e := range f.Select(Read(strings.NewReader(text))) {
			if e.Kind == trace.Send {
				kept++
			}
		}
		if all := phases["b"] + phases["e"] + phases["X"] + phases["i"]; int64(all) < n {
			rt.Fatalf("%d events, but phases %v", n, phases)
		}
		if phases["s"] > kept {
			rt.Fatalf("%d arrows of %d messages", phases["s"], kept)
		}
	})
}

// TestChromeHasAll counts the parts that a known log must give.
func TestChromeHasAll(t *testing.T) {
	var out strings.Builder
	l := newRun(t, t.TempDir(), known, trace.Manifest{})
	n, err := Export{Log: l, Filter: everything(t)}.Chrome(&out)
	if err != nil {
		t.Fatal(err)
	}
	got := checkChrome(t, out.String())
	want := map[string]int{
		"M": 1 + 3*3,   // network; name, order and thread of each peer
		"b": 6, "e": 6, // two operations, three dials, a fault
		"X": 7, "s": 3, "f": 3, // four messages, of which one is lost
		"i": 4, // up three times, and down
	}
	for ph, w := range want {
		if got[ph] != w {
			t.Errorf("%d events of phase %s, want %d", got[ph], ph, w)
		}
	}
	if want := int64(strings.Count(known, "\n")); n != want {
		t.Errorf("%d events, want %d", n, want)
	}
	for _, s := range []string{`"outcome":"did not end"`, `"outcome":"went down"`, `"lost":true`, `"ts":3000000.001`} {
		if !strings.Contains(out.String(), s) {
			t.Errorf("no %s in\n%s", s, out.String())
		}
	}
}

// TestChromeTakesInSpans: the spans of protocols are bars at their peers, of the
// operations that are meant and of none.
func TestChromeTakesInSpans(t *testing.T) {
	for _, tt := range []struct {
		sample Sample
		query  Query
		spans  int
	}{
		{Sample{}, Query{}, 7},
		{Sample{Failed: true}, Query{}, 5},
		{Sample{}, Query{Peers: []string{"c"}}, 2},
		{Sample{}, Query{Peers: []string{"nobody"}}, 0},
		{Sample{}, Query{From: 5500 * time.Millisecond}, 2},
	} {
		f, err := tt.query.Filter()
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		if _, err := (Export{Log: knownRun(t, t.TempDir()), Filter: f, Sample: tt.sample}).Chrome(&out); err != nil {
			t.Fatal(err)
		}
		checkChrome(t, out.String())
		if n := strings.Count(out.String(), `"cat":"span","ph":"b"`); n != tt.spans {
			t.Errorf("%+v has %d spans, want %d:\n%s", tt, n, tt.spans, out.String())
		}
	}
}

// TestChromeFaults: a fault takes as long as it lasts, and names the peer that it
// strikes; one that is not over lasts to the end of the log.
func TestChromeFaults(t *testing.T) {
	const log = `{"t":0,"e":"up","p":"a"}
{"t":1000,"e":"fault","id":1,"at":9000,"d":"cut"}
{"t":2000,"e":"fault","p":"a","id":2,"d":"pause"}
{"t":3000,"e":"faultend","id":1,"d":"cut"}
{"t":5000,"e":"up","p":"b"}
`
	var out strings.Builder
	l := newRun(t, t.TempDir(), log, trace.Manifest{})
	if _, err := (Export{Log: l, Filter: everything(t)}).Chrome(&out); err != nil {
		t.Fatal(err)
	}
	checkChrome(t, out.String())
	var file struct {
		TraceEvents []struct {
			Name, Cat, Ph string
			TS            float64
		}
	}
	if err := json.Unmarshal([]byte(out.String()), &file); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range file.TraceEvents {
		if e.Cat == "fault" {
			got = append(got, fmt.Sprintf("%s %s %g", e.Ph, e.Name, e.TS))
		}
	}
	if want := []string{"b cut 1", "b pause a 2", "e cut 3", "e pause a 5"}; !slices.Equal(got, want) {
		t.Errorf("faults %q, want %q", got, want)
	}
}
