//go:build browser

package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// folder has two runs of ping and a study that was reported, as sim view lists them.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	sim := func(args ...string) {
		t.Helper()
		if out, err := exec.Command(simulator(t), args...).CombinedOutput(); err != nil {
			t.Fatalf("sim %q: %v\n%s", args, err, out)
		}
	}
	sim("run", "ping", "-q", "--seed", "1", "--out", filepath.Join(dir, "first"))
	sim("run", "ping", "-q", "--seed", "2", "--out", filepath.Join(dir, "second"))
	study := filepath.Join(dir, "replication-factor")
	if err := os.CopyFS(study, os.DirFS("../../../docs/studies/replication-factor")); err != nil {
		t.Fatal(err)
	}
	sim("report", study)
	return dir
}

// viewPages opens the list of runs, a study and a comparison, one after the other.
func viewPages(t *testing.T, f func(name string, b *tab)) {
	t.Helper()
	url := serve(t, folder(t))
	for name, path := range map[string]string{"list": "/", "study": "/study/replication-factor/", "compare": "/compare?a=first&b=second"} {
		b := openURL(t, url+path)
		b.do(chromedp.WaitReady(chromedp.CSS("main table")))
		eval[bool](b, `(document.querySelectorAll('details').forEach(d => { d.open = true; }), true)`)
		f("view-"+name, b)
		b.asksOnly(url)
	}
}

// TestViewWidths: nothing of what sim view shows besides runs is wider than the page, and no
// word is cut.
func TestViewWidths(t *testing.T) {
	viewPages(t, func(name string, b *tab) {
		b.fits(name)
		b.window(390, 900)
		b.settle()
		want(t, name+" on a phone: words that are cut", eval[string](b, cutWords), "")
		b.paper()
		want(t, name+" on paper: beyond the page", eval[string](b, beyond), "")
		want(t, name+" on paper: words that are cut", eval[string](b, cutWords), "")
		call(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{})
	})
}

// TestViewAccess: axe-core finds nothing serious on these pages either.
func TestViewAccess(t *testing.T) {
	script := axe(t)
	viewPages(t, func(name string, b *tab) { b.accessible(name, script) })
}
