//go:build browser

package browser

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/libp2p-sim/sim/report/page"
)

// A tab is one page in the browser. It keeps the page's requests and the lines of
// its console.
type tab struct {
	t   *testing.T
	ctx context.Context

	mu       sync.Mutex
	console  []string
	requests []string
}

// browser starts Chromium without a window and without a network.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.NoSandbox,
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
		chromedp.Flag("hide-scrollbars", true),
	)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("chromium, which these tests need: %v", err)
	}
	return ctx
}

// open shows report.html of a run directory in a window of a laptop's size.
func open(t *testing.T, dir string) *tab {
	t.Helper()
	return openFile(t, filepath.Join(dir, page.File))
}

func openFile(t *testing.T, path string) *tab {
	t.Helper()
	return openURL(t, "file://"+path)
}

func openURL(t *testing.T, url string) *tab {
	t.Helper()
	b := &tab{t: t, ctx: browser(t)}
	if err := chromedp.Listen(b.ctx, b.listen); err != nil {
		t.Fatal(err)
	}
	call(b, log.Enable, cdp.Empty{})
	call(b, network.Enable, network.EnableParams{})
	b.window(1366, 768)
	// Without a window a page has no focus until something is clicked.
	call(b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	b.do(chromedp.Navigate(url))
	return b
}

func (b *tab) listen(e any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := e.(type) {
	case *runtime.EventConsoleAPICalled:
		for _, a := range e.Args {
			b.console = append(b.console, string(a.Value)+a.Description)
		}
	case *runtime.EventExceptionThrown:
		b.console = append(b.console, e.ExceptionDetails.Text)
	case *log.EventEntryAdded:
		if !strings.Contains(e.Entry.Text, "willReadFrequently") { // the function pixels reads
			b.console = append(b.console, e.Entry.Text)
		}
	case *network.EventRequestWillBeSent:
		if !strings.HasPrefix(e.Request.URL, "data:") {
			b.requests = append(b.requests, e.Request.URL)
		}
	}
}

func (b *tab) do(steps ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, steps...); err != nil {
		b.t.Fatal(err)
	}
}

func call[P, R any](b *tab, command cdp.Command[P, R], params P) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) window(width, height int64) {
	b.t.Helper()
	call(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// ready waits until all views are drawn.
func (b *tab) ready() *tab {
	b.t.Helper()
	b.do(chromedp.WaitReady(chromedp.CSS(`html[data-ready=yes]`)))
	return b.settle()
}

// settle waits for two frames, in which all that was asked for is drawn.
func (b *tab) settle() *tab {
	b.t.Helper()
	if _, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](`new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 30))))`, chromedp.EvalAwaitPromise)); err != nil {
		b.t.Fatal(err)
	}
	return b
}

// quiet fails the test if the page has written to its console, or asked for
// anything but itself.
func (b *tab) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.console) > 0 {
		b.t.Errorf("on the console: %q", b.console)
	}
	if len(b.requests) != 1 {
		b.t.Errorf("requests: %q, want the page alone", b.requests)
	}
}

func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script))
	if err != nil {
		b.t.Fatalf("%.200s: %v", script, err)
	}
	return v
}

// text returns the text of an element, as a reader sees it.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf(`document.querySelector(%q).textContent`, selector))
}

func (b *tab) count(selector string) int {
	b.t.Helper()
	return eval[int](b, fmt.Sprintf(`document.querySelectorAll(%q).length`, selector))
}

// data is a number that a view has about itself.
func (b *tab) data(id, name string) int {
	b.t.Helper()
	return eval[int](b, fmt.Sprintf(`Number(document.getElementById(%q).dataset[%q])`, id, name))
}

// set chooses a value as a person does.
func (b *tab) set(id, value, event string) {
	b.t.Helper()
	eval[bool](b, fmt.Sprintf(`(() => { const e = document.getElementById(%q); e.value = %q; return e.dispatchEvent(new Event(%q, { bubbles: true })); })()`, id, value, event))
	b.settle()
}

func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)), chromedp.Click(chromedp.CSS(selector)))
	b.settle()
}

// press types keys into an element.
func (b *tab) press(id string, keys ...string) {
	b.t.Helper()
	b.focus("#" + id)
	for _, k := range keys {
		b.do(chromedp.KeyEvent(k))
	}
	b.settle()
}

func (b *tab) focus(selector string) {
	b.t.Helper()
	b.do(chromedp.Focus(chromedp.CSS(selector)))
}

// key types a key into the element with the focus.
func (b *tab) key(k string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(k))
	b.settle()
}

// at returns where on the screen a share of an element's size is.
func (b *tab) at(selector string, x, y float64) (float64, float64) {
	b.t.Helper()
	b.do(chromedp.ScrollIntoView(chromedp.CSS(selector)))
	p := eval[[]float64](b, fmt.Sprintf(`(() => { const r = document.querySelector(%q).getBoundingClientRect(); return [r.left + r.width * %g, r.top + r.height * %g]; })()`, selector, x, y))
	return p[0], p[1]
}

// wheel turns the wheel at a point.
func (b *tab) wheel(x, y, by float64) {
	b.t.Helper()
	// Chromium wants both deltas, and cdproto leaves out a delta of 0.
	call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: x, Y: y, DeltaX: 1e-6, DeltaY: by})
	b.settle()
}

// drag presses, moves and lets go.
func (b *tab) drag(x, y, dx, dy float64) {
	b.t.Helper()
	at := func(kind input.DispatchMouseEventType, x, y float64) {
		call(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, Buttons: 1, ClickCount: 1})
	}
	at(input.DispatchMouseEventTypeMousePressed, x, y)
	at(input.DispatchMouseEventTypeMouseMoved, x+dx/2, y+dy/2)
	at(input.DispatchMouseEventTypeMouseMoved, x+dx, y+dy)
	at(input.DispatchMouseEventTypeMouseReleased, x+dx, y+dy)
	b.settle()
}

// pixels counts those of a canvas in a colour, #rrggbb, nearly.
func (b *tab) pixels(id, colour string) int {
	b.t.Helper()
	return eval[int](b, fmt.Sprintf(`(() => {
		const c = document.getElementById(%q), px = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
		const want = [1, 3, 5].map(i => parseInt(%q.slice(i, i + 2), 16));
		let n = 0;
		for (let i = 0; i < px.length; i += 4) if (want.every((v, k) => Math.abs(px[i + k] - v) < 6)) n++;
		return n;
	})()`, id, colour))
}

// shoot keeps pictures of the page with a selector's element at the top, on a
// laptop and on a projector, in light and dark.
func (b *tab) shoot(name, selector string) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		b.t.Fatal(err)
	}
	for _, size := range [][2]int64{{1366, 768}, {1920, 1080}} {
		for _, scheme := range []string{"light", "dark"} {
			b.window(size[0], size[1])
			b.scheme(scheme)
			b.settle()
			eval[bool](b, fmt.Sprintf(`(document.querySelector(%q).scrollIntoView(), true)`, selector))
			b.settle()
			picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				b.t.Fatal(err)
			}
			path := filepath.Join(dir, fmt.Sprintf("%s-%s-%dx%d.png", name, scheme, size[0], size[1]))
			if err := os.WriteFile(path, picture, 0o644); err != nil {
				b.t.Fatal(err)
			}
		}
	}
	b.window(1366, 768)
	b.scheme("light")
	b.settle()
}

// scheme sets the scheme that the system prefers, light or dark.
func (b *tab) scheme(name string) {
	b.t.Helper()
	call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: name}}})
}
