//go:build browser

package browser

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/libp2p-sim/sim/sim/trace"
)

// export writes the export of a run by sim trace.
func export(t *testing.T, dir, format string, flags ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "export")
	args := append([]string{"trace", dir, "--export", format, "-o", file}, flags...)
	if out, err := exec.Command(simulator(t), args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return file
}

// ask runs a script that returns JSON, once it is done.
func ask(b *tab, script string, into any) {
	b.t.Helper()
	text, err := chromedp.Run(b.ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
	if err == nil {
		err = json.Unmarshal([]byte(text), into)
	}
	if err != nil {
		b.t.Fatalf("%v; console: %q", err, b.console)
	}
}

// viewer is a page with Chrome's own trace viewer, and the model that its importer
// makes of trace.json.
const viewer = `<!DOCTYPE html><meta charset="utf-8"><title>Trace viewer</title>
<script src="/webcomponents.min.js"></script>
<link rel="import" href="/trace_viewer_full.html">
<style>html, body { height: 100%; margin: 0 } tr-ui-timeline-view { display: flex; height: 100% }</style>
<body><script>
const components = new Promise(done => document.addEventListener('WebComponentsReady', done));
async function load() {
  await components;
  const text = await (await fetch('/trace.json')).text(), model = new tr.Model(), events = {};
  new tr.importer.Import(model).importTraces([text]);
  for (const e of model.getDescendantEvents()) {
    events[e.category] = (events[e.category] || 0) + 1;
  }
  const view = document.createElement('tr-ui-timeline-view'), tracks = document.createElement('track-view-container');
  tracks.id = 'track_view_container';
  view.track_view_container = tracks;
  Polymer.dom(view).appendChild(tracks);
  Polymer.dom(document.body).appendChild(view);
  view.model = model;
  return JSON.stringify({
    events, arrows: model.flowEvents.length,
    processes: model.getAllProcesses().map(p => p.name),
    bad: model.importWarnings.map(w => w.message),
  });
}
</script>
`

// TestTraceViewer: the importer of Chrome's trace viewer, of which Go has a copy for
// go tool trace, finds in an export every message, operation and peer of the log, and
// nothing to complain of.
func TestTraceViewer(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := run(t, "testbed")
	file := export(t, dir, "chrome")
	web := http.NewServeMux()
	web.Handle("/", http.FileServer(http.Dir(filepath.Join(strings.TrimSpace(string(goroot)), "src/internal/trace/traceviewer/static"))))
	web.HandleFunc("/viewer", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, viewer) })
	web.HandleFunc("/trace.json", func(w http.ResponseWriter, r *http.Request) { http.ServeFile(w, r, file) })
	server := httptest.NewServer(web)
	defer server.Close()
	b := openURL(t, server.URL+"/viewer")
	var got struct {
		Events         map[string]int
		Arrows         int
		Processes, Bad []string
	}
	ask(b, `load()`, &got)
	c := count(t, dir)
	n := map[trace.EventKind]int{}
	for _, e := range c.events {
		n[e.Kind]++
	}
	want(t, "operations", got.Events["operation"], n[trace.OpStart])
	want(t, "dials", got.Events["dial"], n[trace.Dial])
	want(t, "notes", got.Events["note"], n[trace.Note])
	want(t, "peers that come up and connections that they accept", got.Events["network"], n[trace.Up]+n[trace.Accept])
	want(t, "messages that were read", got.Arrows, n[trace.Recv])
	want(t, "ends of messages and arrows", got.Events["message"], n[trace.Send]+2*n[trace.Recv])
	want(t, "processes, one of them for the network", len(got.Processes), len(c.peers)+1)
	if n[trace.Recv] == 0 || n[trace.Note] == 0 || len(got.Bad) > 0 {
		t.Errorf("of %v the importer says %q", n, got.Bad)
	}
	b.shoot("viewer", "body")
}
