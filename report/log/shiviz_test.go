package log

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A record has the fields of an event that ShiViz reads.
type record struct {
	host, event string
	clock       map[string]int
}

// readShiViz reads a file as ShiViz does: expression, delimiter, log.
func readShiViz(t testing.TB, file string) (out []record) {
	t.Helper()
	lines := strings.SplitN(file, "\n", 3)
	if len(lines) != 3 || lines[1] != "" {
		t.Fatalf("%q has no header", file)
	}
	expression := regexp.MustCompile(lines[0])
	rest := lines[2]
	for rest != "" {
		m := expression.FindStringSubmatchIndex(rest)
		if m == nil || m[0] != 0 {
			t.Fatalf("%s does not match at %q", expression, rest)
		}
		group := func(name string) string {
			i := expression.SubexpIndex(name)
			return rest[m[2*i]:m[2*i+1]]
		}
		r := record{host: group("host"), event: group("event")}
		if err := json.Unmarshal([]byte(group("clock")), &r.clock); err != nil {
			t.Fatalf("%s: %v", group("clock"), err)
		}
		out = append(out, r)
		rest = strings.TrimPrefix(rest[m[1]:], "\n")
	}
	return out
}

// TestShiVizClocks: for any two events, the clock of one is at most that of the
// other exactly if a chain of messages and of steps of one peer leads there.
func TestShiVizClocks(t *testing.T) {
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		text := drawLog(rt)
		l := newRun(t, dir, text, trace.Manifest{Seed: 1})
		var out strings.Builder
		n, err := Export{Log: l, Filter: everything(t)}.ShiViz(&out)
		if err != nil {
			rt.Fatal(err)
		}
		records := readShiViz(t, out.String())
		var events []Event
		for _, e := range collect(t, text) {
			if e.P != "" {
				events = append(events, e)
			}
		}
		if len(records) != len(events) || n != int64(len(events)) {
			rt.Fatalf("%d records, count %d, want %d", len(records), n, len(events))
		}
		// Brute force: reach[i][j] if event j can know of event i.
		reach := make([][]bool, len(events))
		for i := range events {
			reach[i] = make([]bool, len(events))
			reach[i][i] = true
			for j := i + 1; j < len(events); j++ {
				for k := i; k < j && !reach[i][j]; k++ {
					step := events[k].P == events[j].P ||
						events[k].Kind == trace.Send && events[j].Kind == trace.Recv && events[j].Message() == events[k].Message()
					reach[i][j] = reach[i][k] && step
				}
			}
		}
		own := map[string]int{}
		for i, r := range records {
			own[r.host]++
			if r.host != events[i].P || r.clock[r.host] != own[r.host] {
				rt.Fatalf("record %d is %+v, want the clock of %s to say %d", i, r, events[i].P, own[r.host])
			}
			for j := range records {
				before := records[j].clock[r.host] >= r.clock[r.host]
				if j >= i && before != reach[i][j] || j < i && before {
					rt.Fatalf("clocks of events %d %v and %d %v: before is %v, want %v", i, r.clock, j, records[j].clock, before, reach[i][j])
				}
			}
		}
	})
}

// TestShiVizHostileNames: names cannot break a record apart.
func TestShiVizHostileNames(t *testing.T) {
	names := []string{"a b", "a\nb", `a"b`, `a\b`, "{x}", "a\u202eb", strings.Repeat("x", 10_000), "ü"}
	var b []byte
	for i, n := range names {
		e := trace.Event{T: int64(i), Kind: trace.Up, P: n, Detail: "x\ny {\"z\":1}"}
		b = e.AppendJSON(b)
	}
	var out strings.Builder
	if _, err := (Export{Log: newRun(t, t.TempDir(), string(b), trace.Manifest{}), Filter: everything(t)}).ShiViz(&out); err != nil {
		t.Fatal(err)
	}
	for i, r := range readShiViz(t, out.String()) {
		if len(r.clock) != 1 {
			t.Errorf("record %s of %s has the clock %v", strconv.Itoa(i), r.host, r.clock)
		}
		for host := range r.clock {
			if host != r.host {
				t.Errorf("host %q has a clock for %q", r.host, host)
			}
		}
	}
}
