package log

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/trace"
)

// readAll returns the number of events and the error that ended them.
func readAll(l *Log) (n int, err error) {
	for _, err := range l.Events() {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// TestBrokenLogs: the readable part of a log is read, then the error names the
// fault and its place.
func TestBrokenLogs(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, trace.EventsFile)
	for _, tt := range []struct {
		why, log, want string
		n              int
	}{
		{"sound", known, "", strings.Count(known, "\n")},
		{"empty", "", "", 0},
		{"no JSON", "{\"t\":0,\"e\":\"up\",\"p\":\"a\"}\nsoup\n", trace.EventsFile + ":2: event: ", 1},
		{"no kind", "{\"t\":0}\n", trace.EventsFile + ":1: event: no time or kind", 0},
		{"an unknown field", "{\"t\":0,\"e\":\"up\",\"zz\":1}\n", `unknown field "zz"`, 0},
		{"too long", "{\"t\":0,\"e\":\"up\",\"d\":\"" + strings.Repeat("x", maxLine) + "\"}", trace.EventsFile + ":1: longer than", 0},
	} {
		l := newRun(t, dir, tt.log, trace.Manifest{})
		n, err := readAll(l)
		if n != tt.n || (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %d events and %v, want %d and %q", tt.why, n, err, tt.n, tt.want)
		}
	}

	// Truncated in the middle, as by a crash of the machine.
	l := newRun(t, dir, strings.Repeat(known, 2000), trace.Manifest{})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, whole[:len(whole)/2], 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readAll(l); err == nil || !strings.Contains(err.Error(), "the log breaks off after line") {
		t.Errorf("half a log: %v", err)
	}
}

// TestOpen: a directory of no run is refused, a run directory without a manifest is not.
func TestOpen(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "nowhere")); err == nil {
		t.Error("opened what is not there")
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), "is not a run directory") {
		t.Errorf("an empty directory: %v", err)
	}
	newRun(t, dir, known, trace.Manifest{Seed: 5})
	if l, err := Open(dir); err != nil || l.Manifest.Seed != 5 {
		t.Errorf("a run: %+v, %v", l, err)
	}
	manifest := filepath.Join(dir, trace.ManifestFile)
	if err := os.WriteFile(manifest, []byte("{"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(dir); err == nil || !strings.Contains(err.Error(), trace.ManifestFile) {
		t.Errorf("a broken manifest: %v", err)
	}
	if err := os.Remove(manifest); err != nil {
		t.Fatal(err)
	}
	if l, err := Open(dir); err != nil || l.Manifest.Format != 0 {
		t.Errorf("no manifest: %+v, %v", l, err)
	}
}

// FuzzRead: no log makes reading, printing, telling or exporting fail but by an
// error.
func FuzzRead(f *testing.F) {
	f.Add(known)
	f.Add("{\"t\":-5,\"e\":\"recv\",\"p\":\"\",\"ref\":-3,\"o\":9}\n{\"t\":0,\"e\":\"send\",\"id\":-3,\"at\":-1}")
	f.Add(`{"t":0,"e":"op","id":1}` + "\n" + `{"t":1,"e":"op","id":1}` + "\n" + `{"t":2,"e":"recv","ref":4611686018427387904,"o":1}`)
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, text string) {
		l := newRun(t, dir, text, trace.Manifest{})
		budget.Input.Run(t, func() { readWhole(t, l) })
	})
}

// readWhole does with a log all that can be done.
func readWhole(t *testing.T, l *Log) {
	x, err := NewIndex(l.Events())
	if err != nil {
		return
	}
	var b strings.Builder
	p := NewPrinter(&b)
	for e := range l.Events() {
		if err := p.Print(e); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(b.String(), "\n"); int64(n) != x.Events {
		t.Fatalf("%d lines of %d events: %q", n, x.Events, b.String())
	}
	for _, o := range x.Ops {
		if err := x.Story(&b, o, l.Events(), nil, nil); err != nil {
			t.Fatal(err)
		}
	}
	export := Export{Log: l, Filter: everything(t)}
	b.Reset()
	if _, err := export.Chrome(&b); err != nil {
		t.Fatal(err)
	}
	if !json.Valid([]byte(b.String())) {
		t.Fatalf("no JSON: %s", b.String())
	}
	b.Reset()
	if _, err := export.ShiViz(&b); err != nil {
		t.Fatal(err)
	}
	readShiViz(t, b.String())
	exportOTLP(t, export)
}

// TestFailure: of what a peer ended at an instant and not well, the operation that is asked
// about is told, by its key or its name, and else any.
func TestFailure(t *testing.T) {
	l := newRun(t, t.TempDir(), `{"t":1,"e":"op","p":"a","id":1,"proto":"x.get","d":"k"}
{"t":1,"e":"op","p":"a","id":2,"proto":"x.get","d":"j"}
{"t":1,"e":"op","p":"b","id":1,"proto":"x.get","d":"k"}
{"t":5,"e":"opend","p":"a","id":2,"d":"not found"}
{"t":5,"e":"opend","p":"a","id":1,"d":"timed out"}
{"t":5,"e":"opend","p":"b","id":1,"d":"ok"}
{"t":6,"e":"op","p":"a","id":3,"proto":"x.get","d":"k"}
{"t":7,"e":"opend","p":"a","id":3,"d":"down"}
`, trace.Manifest{})
	for _, tt := range []struct {
		peer, key string
		t         int64
		want      string
	}{
		{"a", "k", 5, "timed out"},
		{"a", "j", 5, "not found"},
		{"a", "a/1", 5, "timed out"},
		{"a", "another", 5, "not found"},
		{"b", "k", 5, ""},
		{"a", "k", 6, ""},
		{"a", "k", 7, "down"},
		{"c", "k", 7, ""},
	} {
		got, err := l.Failure(tt.peer, tt.key, tt.t)
		if err != nil || got != tt.want {
			t.Errorf("of %s about %s at %d: %q and %v, want %q", tt.peer, tt.key, tt.t, got, err, tt.want)
		}
	}
}
