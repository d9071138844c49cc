//go:build browser

package browser

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// asked is a run of one operation: a asks b and c, and b answers.
func asked(t *testing.T) *tab {
	l := lab.New(t, "asked")
	for _, p := range []string{"a", "b", "c"} {
		l.Event(trace.Event{Kind: trace.Up, P: p})
	}
	l.Event(trace.Event{T: 10e6, Kind: trace.OpStart, P: "a", Proto: "x.get", ID: 1, Detail: "k"})
	op := trace.Nth{Peer: "a", N: 1}
	say := func(at int64, from, to, what string) {
		l.Named(at, 20e6, from, to, kad, what, op)
	}
	say(10e6, "a", "b", "FIND_NODE")
	say(20e6, "a", "c", "PING")
	say(40e6, "b", "a", "NODES")
	l.Event(trace.Event{T: 60e6, Kind: trace.OpEnd, P: "a", Proto: "x.get", ID: 1, Detail: "ok"})
	b, _ := made(t, l)
	return b
}

// TestSteps: an operation goes forwards and backwards by instants, each told in words, and
// what comes later is not drawn.
func TestSteps(t *testing.T) {
	b := asked(t)
	b.press("space", "n")
	whole := b.pixels("space", "#0072b2")
	b.press("space", ".")
	wantText(t, "the first step", b.text("#s-told"), "Step 1 of 5, +0ns: a begins x.get; a sends b FIND_NODE")
	if n := b.pixels("space", "#0072b2"); n >= whole {
		t.Errorf("%d pixels of messages at the first step, %d in all", n, whole)
	}
	b.press("space", ".", ".", ".")
	wantText(t, "an answer", b.text("#s-told"), "Step 4 of 5, +30ms: c reads PING of a; b sends a NODES")
	b.shoot("steps", "#diagram")
	b.press("space", ",")
	wantText(t, "a step back", b.text("#s-told"), "Step 3 of 5")
	b.press("space", ".", ".", ".", ".")
	wantText(t, "the last step", b.text("#s-told"), "a ends it: ok")
	b.click("#s-all")
	want(t, "told of the whole", b.text("#s-told"), "")
	want(t, "pixels of the whole", b.pixels("space", "#0072b2"), whole)
	b.press("space", "M")
	wantText(t, "the answer", b.text("#d-detail"), "b → a · NODES")
	wantText(t, "what it answers", b.text("#d-detail"), "in answer to FIND_NODE of a, sent 0.010s")
	b.quiet()
}

// TestNames: arrows have the names of their messages, and not where too many are in view.
func TestNames(t *testing.T) {
	b := asked(t)
	want(t, "names", b.data("space", "labels"), 3)
	b, _ = busy(t)
	want(t, "names where there are none", b.data("space", "labels"), 0)
}

// saved is the file that a button saves, once it is made.
func (b *tab) saved(selector string) (name string, content []byte) {
	b.t.Helper()
	eval[bool](b, `(() => {
		window.saved = null;
		const click = HTMLAnchorElement.prototype.click, make = URL.createObjectURL;
		let file;
		URL.createObjectURL = blob => (file = blob, make.call(URL, blob));
		HTMLAnchorElement.prototype.click = function () {
			HTMLAnchorElement.prototype.click = click;
			URL.createObjectURL = make;
			file.arrayBuffer().then(all => {
				let text = '';
				for (const byte of new Uint8Array(all)) text += String.fromCharCode(byte);
				window.saved = this.download + ' ' + btoa(text);
			});
		};
		return true;
	})()`)
	eval[bool](b, fmt.Sprintf(`(document.querySelector(%q).click(), true)`, selector))
	b.waitFor(selector+" saves a file", `window.saved !== null`)
	name, text, _ := strings.Cut(eval[string](b, `window.saved`), " ")
	content, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		b.t.Fatal(err)
	}
	if dir := os.Getenv("SCREENSHOTS"); dir != "" {
		if err := errors.Join(os.MkdirAll(dir, 0o755), os.WriteFile(filepath.Join(dir, name), content, 0o644)); err != nil {
			b.t.Fatal(err)
		}
	}
	return name, content
}

// TestSaved: the diagram, a waterfall and a lookup are saved as SVG that is XML and has the
// names of peers, and as PNG of twice the size.
func TestSaved(t *testing.T) {
	b := open(t, run(t, "churn")).ready()
	op := b.data("space", "op")
	for _, what := range []struct{ button, name string }{
		{"#d", fmt.Sprintf("space-time-op-%d", op)},
		{"#w-save", fmt.Sprintf("waterfall-op-%d", op)},
		{"#l-save", fmt.Sprintf("lookup-op-%d", op)},
	} {
		name, svg := b.saved(what.button + "-svg")
		want(t, "the file", name, what.name+".svg")
		texts := 0
		for d := xml.NewDecoder(strings.NewReader(string(svg))); ; {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if e, ok := token.(xml.StartElement); ok && e.Name.Local == "text" {
				texts++
			}
		}
		if texts < 5 || strings.Contains(string(svg), "class=") || strings.Contains(string(svg), "var(") {
			t.Errorf("%s: %d texts, or it needs the page's style", name, texts)
		}
		name, raster := b.saved(what.button + "-png")
		want(t, "the file", name, what.name+".png")
		image, err := png.Decode(strings.NewReader(string(raster)))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if image.Bounds().Dx() < 1200 {
			t.Errorf("%s is %v", name, image.Bounds())
		}
	}
}
