//go:build browser

package browser

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestHostile: names that would be elements or scripts, that go on for ever or the
// other way, show as text in all views, and the page gets no wider.
func TestHostile(t *testing.T) {
	hostile := []string{
		`</script><script>window.pwned = 1</script>`, `<img src=x onerror="window.pwned = 1">`, `"><b onclick='pwned = 1'>`,
		"\u202egnirts lanoitceridib", strings.Repeat("x", 10_000), "<!--", `${alert(1)}`, "'; alert(1); '",
	}
	l := lab.New(t, hostile[0])
	l.Manifest.Description = hostile[1]
	for i, bad := range hostile {
		l.Peer(bad, bad, bad)
		l.Event(trace.Event{T: int64(i) * 1e6, Kind: trace.Up, P: bad})
	}
	l.Event(trace.Event{T: 19e6, Kind: trace.OpStart, P: hostile[1], Proto: "kademlia.get", ID: 1, Detail: hostile[0]})
	l.Event(trace.Event{T: 19e6, Kind: trace.OpStart, P: hostile[2], Proto: hostile[0], ID: 1, Detail: hostile[4]})
	for i, bad := range hostile {
		if i != 1 {
			l.Message(20e6+int64(i)*1e6, 5e6, hostile[1], bad, hostile[0], trace.Nth{Peer: hostile[1], N: 1})
		}
	}
	l.Event(trace.Event{T: 35e6, Kind: trace.DialFailed, P: hostile[1], Q: hostile[3], Op: 1, Detail: hostile[0]})
	l.Event(trace.Event{T: 36e6, Kind: trace.Fault, ID: 1, Detail: hostile[1]})
	l.Event(trace.Event{T: 40e6, Kind: trace.OpEnd, P: hostile[1], Proto: "kademlia.get", ID: 1, Detail: hostile[2]})
	l.Draw(lab.Picture{Name: "x", Title: hostile[0], Metric: hostile[1], X: "<b>x</b>", Y: "</script><i>y", Lines: []lab.Line{{Name: "<img src=x onerror=pwned=1>", X: []float64{1, 2}, Y: []float64{2, 3}}}})
	l.Put("plots/x.svg", []byte("<svg>"+hostile[0]))
	b, c := made(t, l)
	want(t, "lanes", b.data("space", "lanes"), len(c.peers))
	eval[bool](b, `(document.querySelector('figure').scrollIntoView(), true)`)
	b.settle()
	wantText(t, "the operation", b.text("#d-detail"), hostile[1])
	b.press("space", "n")
	wantText(t, "the next operation", b.text("#d-detail"), hostile[2])
	wantText(t, "the list", b.text("#o-table"), hostile[0])
	wantText(t, "the lookup", b.text("#l-told"), hostile[1])
	wantText(t, "the figure", b.text(".u-legend"), "<img src=x")
	wantText(t, "the network", b.text("#n-detail"), "8 of 8 peers up")
	if eval[bool](b, `!!window.pwned || !!document.querySelector('img[src=x], main b, main i')`) {
		t.Error("a name became an element or ran")
	}
	if wide := eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`); wide > 0 {
		t.Errorf("the page is %d pixels too wide", wide)
	}
	b.shoot("hostile", "#diagram")
	b.quiet()
}

// TestEmptyFigure: a figure whose table has no rows is shown as it was printed, and the
// figures after it work.
func TestEmptyFigure(t *testing.T) {
	l := lab.New(t, "empty figure")
	lab.Busy(l, 5, 20)
	l.Draw(lab.Picture{Name: "a", X: "x", Y: "y"})
	l.Draw(lab.Picture{Name: "b", X: "x", Y: "y", Lines: []lab.Line{{Name: "s", X: []float64{1, 2}, Y: []float64{2, 3}}}})
	b, _ := made(t, l)
	eval[bool](b, `(document.querySelectorAll('figure').forEach(f => f.scrollIntoView()), true)`)
	b.settle()
	want(t, "printed figures", eval[int](b, `[...document.querySelectorAll('figure img, figure svg')].filter(e => e.offsetParent || e.getClientRects().length).length`), 1)
	want(t, "drawn figures", eval[int](b, `document.querySelectorAll('figure .uplot').length`), 2) // of Busy, and b
	b.quiet()
}

// TestDamaged: a page of half a run names the missing parts, and shows the rest.
func TestDamaged(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 20, 400)
	dir := l.Write()
	for _, name := range []string{trace.MetricsFile, trace.SummaryFile, trace.PeersFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Truncate(filepath.Join(dir, trace.EventsFile), 20_000); err != nil {
		t.Fatal(err)
	}
	if err := page.Write(dir); err != nil {
		t.Fatal(err)
	}
	b := open(t, dir).ready()
	for _, want := range []string{"metrics.csv is missing", "summary.json is missing", "peers.jsonl is missing", "events.jsonl.zst is damaged"} {
		wantText(t, "what is left out", b.text(".left"), want)
	}
	b.press("space", "0")
	if b.data("space", "drawn") == 0 || b.count("#o-table tbody tr") == 0 {
		t.Error("nothing of the half is shown")
	}
	b.quiet()

	if err := os.Remove(filepath.Join(dir, trace.EventsFile)); err != nil {
		t.Fatal(err)
	}
	if err := page.Write(dir); err != nil {
		t.Fatal(err)
	}
	b = open(t, dir).ready()
	wantText(t, "what is left out", b.text(".left"), "events.jsonl.zst is missing")
	b.quiet()
}

// TestPolicy: these tests see a script, a request or a style that the page's policy
// stops, as the others assume.
func TestPolicy(t *testing.T) {
	l := lab.New(t, "x")
	lab.Busy(l, 3, 3)
	dir := l.Write()
	if err := page.Write(dir); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(filepath.Join(dir, page.File))
	if err != nil {
		t.Fatal(err)
	}
	for _, injected := range []string{`<script>document.title = "got in"</script>`, `<img src="https://example.org/x.png">`, `<p style="color: red">`} {
		file := filepath.Join(t.TempDir(), "bad.html")
		if err := os.WriteFile(file, []byte(strings.Replace(string(content), "<main>", "<main>"+injected, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		b := openFile(t, file).ready()
		b.mu.Lock()
		wantText(t, injected, strings.Join(b.console, "\n"), "Content Security Policy")
		b.mu.Unlock()
		if b.text("title") == "got in" {
			t.Errorf("%s ran", injected)
		}
	}
}
