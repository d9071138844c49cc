//go:build browser

package browser

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/report/view"
	"github.com/libp2p-sim/sim/sim/trace"
)

// serve serves a folder as sim view does.
func serve(t *testing.T, dir string) (url string) {
	t.Helper()
	s := httptest.NewUnstartedServer(nil)
	h, err := view.New(dir, s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s.Config.Handler = h
	s.Start()
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return s.URL
}

// asksOnly fails the test if a page has written to its console, or asked anybody
// but its server.
func (b *tab) asksOnly(url string) {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.console) > 0 {
		b.t.Errorf("on the console: %q", b.console)
	}
	for _, r := range b.requests {
		if !strings.HasPrefix(r, url+"/") {
			b.t.Errorf("it asks for %s", r)
		}
	}
}

// waitFor waits until a script says true.
func (b *tab) waitFor(what, script string) {
	b.t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		// On its way from one page to the next there is none to ask.
		if is, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](script)); err == nil && is {
			b.settle()
			return
		}
	}
	b.t.Fatalf("%s: not within a minute", what)
}

const idle = `document.documentElement.dataset.asked === document.documentElement.dataset.answered`

// TestServed: a page that is served shows all messages of the time in view, and
// of the selected operation, though they are not in the page.
func TestServed(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 30, 20_000)
	l.InOrder()
	dir := l.Write()
	c := count(t, dir)
	url := serve(t, dir)
	b := openURL(t, url+"/run/").ready()
	if eval[bool](b, `document.getElementById('f-only').checked`) {
		b.click("#f-only")
	}
	b.press("space", "\x1b", "0")
	if whole := b.data("space", "drawn"); whole >= c.messages/2 {
		t.Fatalf("%d of %d messages are in the page: too many for this test", whole, c.messages)
	}
	// Where the overview says that few are in the page.
	for _, share := range []float64{.1, .93} {
		b.press("space", "0", "+", "+", "+", "+", "+", "+", "+", "+", "+", "+")
		eval[bool](b, fmt.Sprintf(`(() => {
			const o = document.getElementById('overview'), r = o.getBoundingClientRect();
			const e = { clientX: r.left + 118 + (r.width - 126) * %g, clientY: r.top + 9, pointerId: 1, bubbles: true };
			o.setPointerCapture = () => {};
			return o.dispatchEvent(new PointerEvent('pointerdown', e));
		})()`, share))
		b.settle()
		time.Sleep(300 * time.Millisecond) // it asks when the view stands still
		b.waitFor("the answer", idle)
		from, to := int64(b.data("space", "from")), int64(b.data("space", "to"))
		seen := 0
		for _, e := range c.events {
			if e.Kind == trace.Send && e.T < to && e.Arrive >= from {
				seen++
			}
		}
		if seen < 100 {
			t.Fatalf("the log has %d messages from %d to %d", seen, from, to)
		}
		want(t, fmt.Sprintf("messages at %g of the run", share), b.data("space", "drawn"), seen)
	}
	if asked := eval[string](b, `document.documentElement.dataset.asked`); asked == "0" {
		t.Error("it asked for nothing")
	}
	b.shoot("served", "#diagram")

	// An operation that is listed without its messages.
	op := eval[[]string](b, `(() => {
		const { ops } = JSON.parse(document.getElementById('data').textContent), i = ops.whole.indexOf(0);
		return [String(ops.id[i]), ops.key[i]];
	})()`)
	b.set("o-text", op[1], "input")
	b.waitFor("operation "+op[0]+" in the list", fmt.Sprintf(`(() => {
		for (const row of document.querySelectorAll('#o-table tbody tr')) if (row.querySelector('td').textContent === %q) { row.querySelector('button').click(); return true; }
		document.getElementById('o-more')?.click();
		return false;
	})()`, op[0]))
	b.waitFor("its messages", idle)
	sent := 0
	for _, e := range c.events {
		if e.Kind == trace.Send && fmt.Sprint(c.op(e)) == op[0] {
			sent++
		}
	}
	want(t, "messages of operation "+op[0], b.count("#waterfall .message"), sent)
	if note := b.text("#waterfall .note"); strings.Contains(note, "are in this file") {
		t.Errorf("the waterfall says that messages are missing: %s", note)
	}
	b.asksOnly(url)
}

// TestServedLive: a page of a run that goes on says how far it has come, is made
// anew without losing its view, and again when the run has ended.
func TestServedLive(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 1000)
	l.InOrder()
	dir := l.Write()
	later := t.TempDir()
	for _, name := range []string{trace.ManifestFile, trace.SummaryFile} {
		if err := os.Rename(filepath.Join(dir, name), filepath.Join(later, name)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(filepath.Join(dir, trace.EventsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	write := func(b []byte) {
		t.Helper()
		if _, err := z.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := z.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	lines := bytes.SplitAfter(l.Log, []byte("\n"))
	first := len(lines) / 2
	write(bytes.Join(lines[:first], nil))
	url := serve(t, dir)
	b := openURL(t, url+"/run/").ready()
	told := func(events int) string {
		return fmt.Sprintf(`document.getElementById('live').textContent.includes(%q)`, fmt.Sprintf("The run goes on: %d,%03d events to ", events/1000, events%1000))
	}
	b.waitFor("half of the run", told(first))
	if facts := b.text("dl.facts"); strings.Contains(facts, "Seed") || !strings.Contains(facts, "unfinished") {
		t.Errorf("of a run without manifest it says %q", facts)
	}
	b.press("space", "\x1b", "0", "+", "+")
	b.set("f-peer", "servers-3", "input")
	from, to := b.data("space", "from"), b.data("space", "to")
	eval[bool](b, `(window.before = true)`)
	write(bytes.Join(lines[first:], nil))
	b.waitFor("the page made anew", `!window.before && document.documentElement.dataset.ready === 'yes'`)
	b.waitFor("all of the run", told(int(l.Events)))
	want(t, "where it begins", b.data("space", "from"), from)
	want(t, "where it ends", b.data("space", "to"), to)
	want(t, "the peer", eval[string](b, `document.getElementById('f-peer').value`), "servers-3")
	b.set("f-peer", "", "input")
	b.press("space", "\x1b", "0")
	if eval[bool](b, `document.getElementById('f-only').checked`) {
		b.click("#f-only")
	}
	want(t, "messages", b.data("space", "drawn"), int(l.Sent))
	b.shoot("live", "header")
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{trace.ManifestFile, trace.SummaryFile} {
		if err := os.Rename(filepath.Join(later, name), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, trace.DoneFile), []byte("complete\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.waitFor("the page of the run that has ended", `document.documentElement.dataset.served === 'still' && document.documentElement.dataset.ready === 'yes'`)
	if !eval[bool](b, `document.getElementById('live').hidden`) {
		t.Error("it still says that the run goes on")
	}
	b.asksOnly(url)
}

// TestServedLists: the list leads to runs, and to two of them side by side.
func TestServedLists(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"first", "second"} {
		l := lab.New(t, name)
		lab.Busy(l, 5+i, 20)
		l.InOrder()
		if err := os.Rename(l.Write(), filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name, trace.DoneFile), []byte("complete\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	url := serve(t, dir)
	b := openURL(t, url+"/")
	b.do(chromedp.WaitReady(chromedp.CSS("main")))
	want(t, "runs", b.count("tbody tr"), 2)
	b.shoot("list", "header")
	b.follow(`form[action="/compare"] button`)
	wantText(t, "the comparison", b.text("main"), "The first event that differs is number")
	want(t, "figures", b.count("#figures-h"), 1)
	b.waitFor("its pictures", `[...document.images].filter(i => !i.closest('details')).every(i => i.complete && i.naturalWidth > 0)`)
	b.shoot("compare", "header")
	b.follow("nav a")
	b.follow(`a[href="/run/second/"]`)
	b.ready()
	wantText(t, "the run", b.text("h1"), "second")
	b.asksOnly(url)
	want(t, "peers", len(eval[[]string](b, `JSON.parse(document.getElementById('data').textContent).peers`)), 6)
}

// follow clicks a link and waits for the page that it leads to.
func (b *tab) follow(selector string) {
	b.t.Helper()
	eval[bool](b, `(window.left = true)`)
	b.do(chromedp.Click(chromedp.CSS(selector)))
	b.waitFor("the page that "+selector+" leads to", `!window.left && document.readyState === 'complete'`)
}
