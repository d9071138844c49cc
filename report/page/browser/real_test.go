//go:build browser

package browser

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// simulator is the command that SIM names.
func simulator(t *testing.T) string {
	t.Helper()
	sim := os.Getenv("SIM")
	if sim == "" {
		t.Fatal("SIM names no sealed sim: make test-browser does")
	}
	return sim
}

// runs holds a run of each scenario that tests look at.
var runs string

func TestMain(m *testing.M) {
	var err error
	if runs, err = os.MkdirTemp("", "runs"); err != nil {
		panic(err)
	}
	code := m.Run()
	if err := os.RemoveAll(runs); err != nil {
		panic(err)
	}
	os.Exit(code)
}

// run runs a shipped scenario, once for all tests that read the run.
func run(t *testing.T, scenario string, flags ...string) string {
	t.Helper()
	dir := filepath.Join(runs, strings.NewReplacer("/", "", " ", "").Replace(strings.Join(append([]string{scenario}, flags...), "")))
	if _, err := os.Stat(filepath.Join(dir, trace.DoneFile)); err == nil {
		return dir
	}
	args := append([]string{"run", scenario, "-q", "--out", dir}, flags...)
	if out, err := exec.Command(simulator(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("sim run %s: %v\n%s", scenario, err, out)
	}
	return dir
}

var processes = regexp.MustCompile(`^ok, (\d+) processes, (\d+) messages in flight$`)

// TestSnapshots: in every complete snapshot of two real runs, the picture has as
// many recorded states and messages in flight as the algorithm says, and every
// process but the initiator has its first marker. Some snapshots overlap.
func TestSnapshots(t *testing.T) {
	for _, scenario := range []string{"testbed", "chandy-lamport"} {
		t.Run(scenario, func(t *testing.T) {
			dir := run(t, scenario)
			c, b := count(t, dir), open(t, dir).ready()
			shown := int64(b.data("space", "op"))
			if n := c.overlap(shown); n == 0 && scenario == "chandy-lamport" || n > b.data("space", "others") {
				t.Errorf("snapshot %d overlaps %d others, and %d are in view", shown, n, b.data("space", "others"))
			}
			captioned(t, scenario, shown)
			b.shoot(scenario, "#diagram")
			b.choose("f-op", "chandylamport.snapshot")
			complete, flying, without, crashed := 0, 0, 0, false
			for _, e := range c.events {
				crashed = crashed || e.Kind == "down" && e.Detail == "crash"
				m := processes.FindStringSubmatch(e.Detail)
				if e.Kind != "opend" || e.Proto != "chandylamport.snapshot" || m == nil {
					continue
				}
				complete++
				op := c.op(e)
				b.selectOp(op)
				states, _ := strconv.Atoi(m[1])
				flight, _ := strconv.Atoi(m[2])
				flying += flight
				drawn, held := b.data("space", "states"), b.data("space", "flight")
				if crashed && drawn > states { // a peer that crashed had recorded its state, and never could report it
					without++
					want(t, fmt.Sprintf("states of snapshot %d, with that of who crashed", op), drawn, states+1)
					continue
				}
				want(t, fmt.Sprintf("states of snapshot %d", op), drawn, states)
				if scenario == "chandy-lamport" && !crashed { // 12 peers with 1000 units each
					wantText(t, fmt.Sprintf("money of snapshot %d", op), b.text("#d-detail"), "All states together hold 12,000 units.")
				}
				want(t, fmt.Sprintf("in flight across snapshot %d", op), held, flight)
				want(t, fmt.Sprintf("first markers of snapshot %d", op), b.data("space", "first"), states-1)
			}
			if without > 8 {
				t.Errorf("%d snapshots were complete without a state that was recorded, want a few around the crash", without)
			}
			if complete < 2 || scenario == "chandy-lamport" && flying == 0 {
				t.Errorf("%d complete snapshots with %d messages in flight", complete, flying)
			}
			b.quiet()
		})
	}
}

// captioned compares docs/report.md, which has the picture that a test shoots, with
// the picture.
func captioned(t *testing.T, scenario string, op int64) {
	t.Helper()
	doc, err := os.ReadFile("../../../docs/report.md")
	if err != nil {
		t.Fatal(err)
	}
	wantText(t, "docs/report.md", string(doc), fmt.Sprintf("*Operation %d of `%s`:", op, scenario))
}

// overlap counts the snapshots that began before op ended, and ended after it began.
func (c *tally) overlap(op int64) (n int) {
	begun, ended := map[int64]int64{}, map[int64]int64{}
	for _, e := range c.events {
		switch {
		case e.Proto != "chandylamport.snapshot":
		case e.Kind == trace.OpStart:
			begun[c.op(e)] = e.T
		case e.Kind == trace.OpEnd:
			ended[c.op(e)] = e.T
		}
	}
	for id, end := range ended {
		if id != op && begun[id] < ended[op] && begun[op] < end {
			n++
		}
	}
	return n
}

// selectOp steps through the operations of the diagram to one.
func (b *tab) selectOp(id int64) {
	b.t.Helper()
	for range 400 {
		key, op := "n", int64(b.data("space", "op"))
		switch {
		case op == id:
			return
		case op > id:
			key = "p"
		}
		b.press("space", key)
	}
	b.t.Fatalf("operation %d is not to be found", id)
}

// TestLookup: the picture of a get in churn has every peer that the log says was
// asked, and says which was closest.
func TestLookup(t *testing.T) {
	dir := run(t, "churn")
	c, b := count(t, dir), open(t, dir).ready()
	op := int64(b.data("space", "op"))
	for range 3 {
		want(t, fmt.Sprintf("peers asked in operation %d", op), b.count("#l-picture .asked"), len(c.asked(op)))
		want(t, "who asks", b.count("#l-picture .self"), 1)
		wantText(t, "told", b.text("#l-told"), fmt.Sprintf("It asked %d peers", len(c.asked(op))))
		called := c.called(op)
		want(t, fmt.Sprintf("messages in the table of operation %d", op), strings.Join(eval[[]string](b, `[...document.querySelectorAll('#l-table td:nth-child(3)')].map(e => e.textContent).filter(s => s)`), " "), strings.Join(called, " "))
		if len(called) == 0 {
			t.Errorf("operation %d sent nothing that has a name", op)
		}
		for i, name := range eval[[]string](b, `[...document.querySelectorAll('#l-table td:nth-child(3)')].map(e => e.textContent)`) {
			wantText(t, "the title of a request's bar", eval[string](b, fmt.Sprintf(`document.querySelectorAll('#l-picture .request title')[%d].textContent`, i)), name)
		}
		b.click("#l-next")
		next := int64(b.data("space", "op"))
		if next == op {
			t.Fatal("the next lookup is the same")
		}
		op = next
	}
	b.click("#l-prev")
	b.click("#l-prev")
	b.click("#l-prev")
	op = int64(b.data("space", "op"))
	want(t, "the lookup of the picture", c.name(op), "kademlia.get")
	wantText(t, "the lookup of the picture", b.text("#l-told"), "began kademlia.get")
	captioned(t, "churn", op)
	b.shoot("lookup", "#lookup")
	b.shoot("map", "#network")
	b.shoot("results", "body")
	b.shoot("replicas", "#kademlia")
	sent := b.text("#l-table tbody td:nth-child(2)")
	b.click("#l-picture .request rect") // the bar: in the middle of a short one and its number is nothing
	want(t, "focus after the jump", eval[string](b, `document.activeElement.id`), "space")
	wantText(t, "the message after the jump", b.text("#d-detail"), "/sim/kad/1.0.0 · sent")
	if sent == "" {
		t.Error("the table of the lookup is empty")
	}
	b.quiet()
}

// TestRecordedSpans: below the messages of an operation stand the spans that kad-dht
// recorded of it, a bar each, each with its peer; a click shows its time in the
// diagram.
func TestRecordedSpans(t *testing.T) {
	dir := run(t, "kubernetes-dht", "--set", "tracing.rate=100%")
	of, b := count(t, dir).spansOf(t, dir), open(t, dir).ready()
	for n := range 5 {
		op := int64(b.data("space", "op"))
		all := of[op]
		if len(all) == 0 || len(all) > 300 {
			t.Fatalf("operation %d has %d spans", op, len(all))
		}
		want(t, fmt.Sprintf("spans of operation %d", op), b.count("#spans .span"), len(all))
		first := all[0]
		for _, s := range all {
			if s.Start < first.Start || s.Start == first.Start && s.End >= first.End { // a span around others ends last
				first = s
			}
		}
		wantText(t, "the first", b.text("#spans .span title"), first.Name+" at "+first.P)
		want(t, "the tags before any is chosen", b.text("#w-detail"), "")
		b.focus("#spans .span")
		b.settle()
		wantTags(t, b.text("#w-detail"), first)
		if len(all) > 1 {
			b.key("\u0301") // arrow down
			want(t, "the tags after an arrow", b.text("#w-detail"), strings.ReplaceAll(b.text("#spans .span:nth-of-type(2) title"), "\n", " · "))
			want(t, "spans that the Tab key leads to", b.count("#spans [tabindex='0']"), 1)
		}
		if n == 0 {
			b.shoot("spans", "#waterfall")
			b.key("\r")
			want(t, "focus after Enter", eval[string](b, `document.activeElement.id`), "space")
			b.click("#spans .span rect")
			want(t, "focus after the jump", eval[string](b, `document.activeElement.id`), "space")
			wantTags(t, b.text("#w-detail"), first)
		}
		b.press("space", "n")
	}
	b.quiet()
}

// wantTags: what is told of a span has its name, its peer and all its tags.
func wantTags(t *testing.T, told string, s trace.Span) {
	t.Helper()
	wantText(t, "a span", told, s.Name+" at "+s.P)
	for _, tag := range s.Attributes {
		wantText(t, "the tags of "+s.Name, told, fmt.Sprintf("%s = %v", tag.Key, tag.Value))
	}
}
