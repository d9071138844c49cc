package page

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestCounts: the embedded data has all of the log.
func TestCounts(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 100)
	page, d := rendered(t, l.Write(), standard)
	for _, tt := range []struct {
		what      string
		got, want int
	}{
		{"peers", len(d.Peers), 10},
		{"operations", len(d.Ops.ID), 100},
		{"messages", len(d.Messages.T), 800},
		{"connections", len(d.Conns.T), 9},
		{"failed dials", len(d.Dials.T), 10},
		{"faults", len(d.Faults), 1},
		{"ups and downs", len(d.Life.T), 11},
		{"keys", len(d.Replicas.Keys), 12},
		{"readings", len(d.Replicas.T[0]), 20},
	} {
		if tt.got != tt.want {
			t.Errorf("%d %s, want %d", tt.got, tt.what, tt.want)
		}
	}
	if r := d.Replicas.T[0]; r[1] == 0 || r[1] != r[2] {
		t.Errorf("readings every %v ns, want one distance", r[1:])
	}
	sent := int64(0)
	for _, n := range d.Histogram.N {
		sent += n
	}
	if sent != 800 {
		t.Errorf("the histogram counts %d messages, want 800", sent)
	}
	failed := 0
	for i, class := range d.Ops.Class {
		if class == classFailed {
			failed++
		}
		if d.Ops.Messages[i] != 8 || d.Ops.Bytes[i] != 320 || d.Ops.Whole[i] != 1 {
			t.Errorf("operation %d: %d messages, %d bytes, whole %d; want 8, 320, 1", d.Ops.ID[i], d.Ops.Messages[i], d.Ops.Bytes[i], d.Ops.Whole[i])
		}
	}
	if failed != 10 {
		t.Errorf("%d operations failed, want 10", failed)
	}
	for _, want := range []string{"✗ 1 of 1 expectation not met", "Nothing is left out", "Figure 1. <bdi>Replicas per record</bdi>.", `href="plots/kademlia-replicas.csv"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}

// TestSameBytes: a page made again is the same page.
func TestSameBytes(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 30, 300)
	dir := l.Write()
	first, _ := rendered(t, dir, standard)
	for range 3 {
		if again, _ := rendered(t, dir, standard); again != first {
			t.Fatal("two pages of one run differ")
		}
	}
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, File))
	if err != nil || string(content) != first {
		t.Errorf("%s is another page (%v)", File, err)
	}
	if info, err := os.Stat(filepath.Join(dir, File)); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, want that of the other files (%v)", info.Mode(), err)
	}
	left, err := filepath.Glob(filepath.Join(dir, ".*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// hostile strings try to end the script, the attribute or the reader's patience.
var hostile = []string{
	`</script><script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `"><b onclick='alert(1)'>`, `{{.}}`,
	"\u202egnirts lanoitceridib", strings.Repeat("x", 10_000), "<!--", "]]>", "\u2028", "\xff\xfe", "&amp;", "${alert(1)}",
}

func TestHostileNames(t *testing.T) {
	for _, bad := range hostile {
		l := lab.New(t, bad)
		l.Manifest.Description, l.Manifest.Fingerprint = bad, bad
		l.Manifest.Failure = &trace.Failure{Kind: "panic", Message: bad, Peer: bad}
		l.Manifest.Metrics = []trace.MetricDef{{Name: bad, Help: bad, Unit: bad, Kind: trace.Gauge}}
		l.Expect(bad, bad, true)
		l.Event(trace.Event{Kind: trace.Up, P: bad})
		l.Event(trace.Event{T: 1, Kind: trace.OpStart, P: bad, Proto: bad, ID: 1, Detail: bad})
		l.Event(trace.Event{T: 1, Kind: trace.DialFailed, P: bad, Q: "b", Detail: bad})
		l.Event(trace.Event{T: 1, Kind: trace.Fault, Detail: bad})
		l.Message(1, 1, bad, "b", bad, trace.Nth{Peer: bad, N: 1})
		l.Event(trace.Event{T: 2, Kind: trace.OpEnd, P: bad, Proto: bad, ID: 1, Detail: bad})
		l.Draw(lab.Picture{Name: "x", Title: bad, Metric: bad, X: bad, Y: "<script>", Lines: []lab.Line{{Name: bad, X: []float64{1}, Y: []float64{1}}}})
		l.Put("plots/x.svg", []byte("<svg>"+bad))
		dir := l.Write()
		l.Put(trace.ScenarioFile, []byte(bad))
		page, d := rendered(t, dir, standard)
		if open, shut := strings.Count(page, "<script"), strings.Count(page, "</script"); open != 2 || shut != 2 {
			t.Errorf("%.20q: the page has %d and %d script tags, want 2 and 2", bad, open, shut)
		}
		// What stands in quotes is a text, whatever it says.
		body := regexp.MustCompile(`="[^"]*"`).ReplaceAllString(strings.ReplaceAll(page, script, ""), `=""`)
		if m := regexp.MustCompile(`<[^>]*\son[a-z]+=|<img src=x|<b |<!--`).FindString(body); m != "" {
			t.Errorf("%.20q: the page has %q", bad, m)
		}
		// JSON knows no bytes that are no text.
		if want := clip(strings.ToValidUTF8(bad, "\ufffd"), standard.text); d.Peers[0] != want && bad != "\xff\xfe" {
			t.Errorf("peer %.40q, want %.40q", d.Peers[0], want)
		}
		if len(page) > len(script)+len(style)+100_000 {
			t.Errorf("%.20q: the page has %d bytes", bad, len(page))
		}
	}
}

// TestNothingIsAskedFor: the policy forbids all requests, and nothing on the
// page would make one.
func TestNothingIsAskedFor(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 5, 10)
	page, _ := rendered(t, l.Write(), standard)
	if !strings.Contains(page, "default-src &#39;none&#39;; script-src &#39;sha256-") {
		t.Error("no strict policy")
	}
	// Preact can set innerHTML; TestOurScripts sees to it that nothing asks for it.
	for _, bad := range []string{"unsafe-inline", "unsafe-eval", "<link", "<iframe", "@import", "url(", "fetch(", "XMLHttpRequest", "eval(", `src="http`, `href="http`, ` style="`} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if len(script) > 200_000 {
		t.Errorf("the script has %d bytes, want at most 200,000", len(script))
	}
}

// TestOurScripts: nothing of ours makes elements of text.
func TestOurScripts(t *testing.T) {
	sources, err := filepath.Glob("web/*.js*")
	if err != nil || len(sources) < 20 {
		t.Fatalf("%d sources, want all of them (%v)", len(sources), err)
	}
	for _, path := range sources {
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, bad := range []string{"innerHTML", "outerHTML", "insertAdjacent", "document.write", "new Function", "eval("} {
			if strings.Contains(string(content), bad) {
				t.Errorf("%s has %q", path, bad)
			}
		}
	}
}

// TestMillionEvents: a large log becomes a page of bounded size in little time,
// which says how much it leaves out.
func TestMillionEvents(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a million events")
	}
	l := lab.New(t, "large")
	lab.Busy(l, 1000, 56_000)
	if l.Events < 1_000_000 {
		t.Fatalf("%d events, want a million", l.Events)
	}
	dir := l.Write()
	start := time.Now()
	page, d := rendered(t, dir, standard)
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v, want less than 20s", took)
	}
	if size := len(page); size > 4_000_000 {
		t.Errorf("%d bytes, want at most 4 MB", size)
	}
	if n := len(d.Messages.T); n > standard.messages || n < standard.messages*9/10 {
		t.Errorf("%d messages, want nearly %d", n, standard.messages)
	}
	if len(d.Ops.ID) != standard.ops || len(d.Peers) != 1000 {
		t.Errorf("%d operations of %d peers, want %d of 1000", len(d.Ops.ID), len(d.Peers), standard.ops)
	}
	for _, want := range []string{"Of 448,000 messages this file holds", "Of 56,000 operations it lists 4,000", "sim trace ."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
}
