//go:build browser && shiviz

package browser

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestShiViz: ShiViz reads an export, draws a line for every peer, and finds that
// the reader of a message had heard of its sending. SHIVIZ names a copy of ShiViz,
// the directory with its index.html.
func TestShiViz(t *testing.T) {
	copied := os.Getenv("SHIVIZ")
	if copied == "" {
		t.Fatal("SHIVIZ names no copy of ShiViz: make test-shiviz SHIVIZ=…")
	}
	dir, chosen := run(t, "testbed"), []string{"--op", "chandylamport.snapshot#1"}
	b := openFile(t, filepath.Join(copied, "index.html"))
	b.do(chromedp.SetUploadFiles(chromedp.CSS("#file"), []string{export(t, dir, "shiviz", chosen...)}))
	b.settle()
	var got struct {
		Hosts         []string
		Events, Edges int
		Error         string
	}
	ask(b, `(async () => {
		const text = document.querySelector('#input').value, regexp = new NamedRegExp(document.querySelector('#parser').value, 'm');
		const parser = new LogParser(text, null, regexp), events = parser.getLogEvents(parser.getLabels()[0]), graph = new ModelGraph(events);
		return JSON.stringify({
			hosts: graph.getHosts(), events: events.length,
			edges: graph.getNodes().reduce((n, node) => n + node.getChildren().length, 0),
			error: document.querySelector('#errorbox').textContent,
		});
	})()`, &got)
	text, err := exec.Command(simulator(t), append([]string{"trace", dir, "--format", "jsonl"}, chosen...)...).Output()
	if err != nil {
		t.Fatal(err)
	}
	reads, peers := 0, map[string]bool{}
	for line := range bytes.Lines(text) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			t.Fatal(err)
		}
		peers[e.P] = true
		if e.Kind == trace.Recv {
			reads++
		}
	}
	want(t, "events", got.Events, bytes.Count(text, []byte("\n")))
	want(t, "peers", len(got.Hosts), len(peers))
	// It leaves out the arrows of which a later message of the same two tells as much.
	if got.Edges > reads || got.Edges < reads*9/10 || reads == 0 || got.Error != "" {
		t.Errorf("%d arrows of %d messages that were read, and %q", got.Edges, reads, got.Error)
	}
	b.shoot("shiviz", "body")
}
