//go:build browser

package browser

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	cdppage "github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// axeFile is axe-core, which `make test-access` installs.
const axeFile = "../web/node_modules/axe-core/axe.min.js"

// shownTo are the scenarios whose pages are looked at. ACCESS=all takes eight.
func shownTo() []string {
	some := []string{"testbed", "churn"}
	if os.Getenv("ACCESS") == "all" {
		some = append(some, "ping", "chandy-lamport", "kubernetes-dht", "partition", "wan", "gossipsub")
	}
	return some
}

// beyond lists what sticks out of the page at the right, by the innermost elements. What is in
// a part that scrolls does not.
const beyond = `(() => {
	const room = document.documentElement.clientWidth, out = [];
	for (const el of document.body.querySelectorAll('*')) {
		const r = el.getBoundingClientRect();
		if (!r.width || r.right <= room + 1 || el.closest('svg, .u-hz, .tip')) continue;
		let scrolls = false;
		for (let up = el.parentElement; up; up = up.parentElement)
			scrolls ||= getComputedStyle(up).overflowX !== 'visible';
		if (!scrolls) out.push(el.tagName + '#' + el.id + '.' + el.className + ' ' + Math.round(r.right - room));
	}
	return out.slice(0, 5).join('; ');
})()`

// picture keeps what the window shows from the top of the page.
func (b *tab) picture(name string) {
	b.t.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	eval[bool](b, `(scrollTo(0, 0), true)`)
	b.settle()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatal(err)
	}
	if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name+".png"), picture, 0o644)); err != nil {
		b.t.Fatal(err)
	}
}

// eachWindow shows the page on a phone, a laptop and a large screen, light and dark.
func (b *tab) eachWindow(f func(width int64, scheme string)) {
	for _, width := range []int64{390, 1400, 2200} {
		for _, scheme := range []string{"light", "dark"} {
			b.window(width, 900)
			b.scheme(scheme)
			b.settle()
			f(width, scheme)
		}
	}
	b.scheme("light")
}

// fits fails the test if something is wider than the page in any window.
func (b *tab) fits(name string) {
	b.t.Helper()
	b.eachWindow(func(width int64, scheme string) {
		b.t.Helper()
		want(b.t, fmt.Sprintf("%s at %d px, %s: beyond the page", name, width, scheme), eval[string](b, beyond), "")
		want(b.t, fmt.Sprintf("%s at %d px, %s: it scrolls sideways by", name, width, scheme), eval[int](b, `document.documentElement.scrollWidth - document.documentElement.clientWidth`), 0)
		b.picture(fmt.Sprintf("%s-%d-%s", name, width, scheme))
	})
}

// TestWidths: nothing is wider than the page on a phone, a laptop and a large screen, light
// and dark, nor on paper, where nothing is cut off that would have to be scrolled.
func TestWidths(t *testing.T) {
	for _, scenario := range shownTo() {
		b := open(t, run(t, scenario)).ready()
		b.fits(scenario)
		b.paper()
		want(t, scenario+" on paper: beyond the page", eval[string](b, beyond), "")
		want(t, scenario+" on paper: cut off", eval[string](b, `[...document.querySelectorAll('.scroll, .figures, section')]
			.filter(el => el.scrollWidth > el.clientWidth + 1 && el.getClientRects().length)
			.map(el => el.className + ' ' + (el.parentElement.id || el.querySelector('table')?.id) + ' ' + (el.scrollWidth - el.clientWidth)).slice(0, 5).join('; ')`), "")
		paper, err := chromedp.Call(b.ctx, cdppage.PrintToPDF, cdppage.PrintToPDFParams{PaperWidth: 8.27, PaperHeight: 11.69})
		if err != nil || len(paper.Data) < 10_000 {
			t.Errorf("%s as PDF: %d bytes, %v", scenario, len(paper.Data), err)
		}
		if dir := os.Getenv("SCREENSHOTS"); dir != "" && err == nil {
			if err := os.WriteFile(filepath.Join(dir, scenario+".pdf"), paper.Data, 0o644); err != nil {
				t.Error(err)
			}
		}
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	}
}

// axe returns axe-core. Where these tests are asked for it has to be there.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(axeFile)
	switch {
	case err == nil:
	case os.Getenv("ACCESS") != "":
		t.Fatalf("axe-core, which make test-access installs: %v", err)
	default:
		t.Skipf("axe-core is not there, make test-access installs it: %v", err)
	}
	return string(script)
}

// A violation is what axe-core has against a page.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct{ HTML, FailureSummary string }
}

// accessible fails the test if axe-core finds something serious in any window.
func (b *tab) accessible(name, axe string) {
	b.t.Helper()
	eval[bool](b, axe+"\n;true")
	b.eachWindow(func(width int64, scheme string) {
		b.t.Helper()
		var found []violation
		ask(b, `axe.run(document, { resultTypes: ['violations'] }).then(r => JSON.stringify(r.violations))`, &found)
		for _, v := range found {
			if v.Impact != "serious" && v.Impact != "critical" {
				b.t.Logf("%s at %d px, %s: %s, %s", name, width, scheme, v.Impact, v.Help)
				continue
			}
			var where []string
			for _, n := range v.Nodes[:min(3, len(v.Nodes))] {
				where = append(where, fmt.Sprintf("%.160s: %.200s", n.HTML, n.FailureSummary))
			}
			b.t.Errorf("%s at %d px, %s: %s %s: %s, %d times:\n%s", name, width, scheme, v.Impact, v.ID, v.Help, len(v.Nodes), strings.Join(where, "\n"))
		}
	})
}

// TestAccess: axe-core finds nothing serious on the page, on a phone, a laptop and a large
// screen, light and dark.
func TestAccess(t *testing.T) {
	script := axe(t)
	for _, scenario := range shownTo() {
		open(t, run(t, scenario)).ready().accessible(scenario, script)
	}
}
