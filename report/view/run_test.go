package view

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/trace"
)

// embedded is the data of a page.
func embedded(t testing.TB, page string) string {
	t.Helper()
	_, rest, ok := strings.Cut(page, `id="data">`)
	data, _, end := strings.Cut(rest, "</script>")
	if !ok || !end {
		t.Fatal("the page has no data")
	}
	return data
}

// TestRunPage: the page that is served has the data of report.html, and knows
// that it is served.
func TestRunPage(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, dir, "ping", 20, 50e6)
	h := handler(t, dir)
	served := get(t, h, "/run/")
	if err := page.Write(dir); err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(dir, page.File))
	if err != nil {
		t.Fatal(err)
	}
	if embedded(t, served) != embedded(t, string(file)) {
		t.Error("the data differ from those of report.html")
	}
	wantText(t, "the page", served, `data-served="still"`)
	if strings.Contains(string(file), "data-served=") {
		t.Error("report.html says that it is served")
	}
	again := get(t, h, "/run/")
	if again != served {
		t.Error("the page changes though the run does not")
	}
	// A run that is made again has a page of its own.
	makeRun(t, dir, "other", 21, 50e6)
	wantText(t, "the page of another run", get(t, h, "/run/"), "<h1 dir=\"auto\">other</h1>")
}

// TestDamagedRun: a truncated directory shows the parts that are there and names
// the others.
func TestDamagedRun(t *testing.T) {
	for _, tt := range []struct {
		why    string
		damage func(dir string) error
		want   string
	}{
		{"no manifest and no end", func(dir string) error {
			return os.Remove(filepath.Join(dir, trace.DoneFile))
		}, "The run has no manifest.json"},
		{"a log cut short", func(dir string) error {
			return os.Truncate(filepath.Join(dir, trace.EventsFile), 200)
		}, "events.jsonl.zst is damaged"},
		{"half a manifest", func(dir string) error {
			return os.WriteFile(filepath.Join(dir, trace.ManifestFile), []byte("{"), 0o644)
		}, "manifest.json is damaged"},
		{"no summary", func(dir string) error { return os.Remove(filepath.Join(dir, trace.SummaryFile)) }, "summary.json is missing"},
	} {
		dir := t.TempDir()
		makeRun(t, dir, "ping", 20, 50e6)
		if err := os.Remove(filepath.Join(dir, trace.ManifestFile)); err != nil {
			t.Fatal(err)
		}
		if err := tt.damage(dir); err != nil {
			t.Fatal(err)
		}
		h := handler(t, dir)
		wantText(t, tt.why+": the page", get(t, h, "/run/"), tt.want)
		if _, m := window(t, h, "/run/window"); tt.why == "half a manifest" && len(m["t"]) != 40 {
			t.Errorf("%s: %d messages, want 40", tt.why, len(m["t"]))
		}
	}
}

// window asks for a window.
func window(t testing.TB, h http.Handler, path string) (w page.Window, messages map[string][]int64) {
	t.Helper()
	body := get(t, h, path)
	if err := json.Unmarshal([]byte(body), &w); err != nil {
		t.Fatal(err)
	}
	var m struct {
		Messages map[string][]int64 `json:"messages"`
	}
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatal(err)
	}
	return w, m.Messages
}

// TestWindow: 20 pings a second apart, of two messages 50 ms each; counted by
// hand.
func TestWindow(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, dir, "ping", 20, 50e6)
	h := handler(t, dir)
	for _, tt := range []struct {
		query string
		want  int
	}{
		{"", 40},
		{"?from=5000000000&to=8000000000", 6},
		{"?from=5000000000&to=8000000001", 7},
		{"?from=5000000000", 32},
		{"?to=5000000000", 8},
		{"?protocol=/ping/1", 20},
		{"?protocol=/ping/1&protocol=/pong", 40},
		{"?op=peers-0/3", 2},
		{"?op=peers-1/3", 0},
		{"?op=ping%233&op=ping%234", 4},
		{"?op=ping%233&protocol=/pong/1", 1},
		{"?peer=peers-1&from=19000000000", 4},
		{"?from=30000000000", 0},
	} {
		w, m := window(t, h, "/run/window"+tt.query)
		if len(m["t"]) != tt.want || len(m["from"]) != tt.want || !w.Complete || w.Events != 122 {
			t.Errorf("%s: %d messages, complete %t, of %d events; want %d of 122", tt.query, len(m["t"]), w.Complete, w.Events, tt.want)
		}
	}
	w, m := window(t, h, "/run/window?from=5000000000&to=6000000000")
	if w.Windows[0] != [2]int64{5e9, 6e9} || w.Peers[m["from"][0]] != "peers-0" || w.Protocols[m["protocol"][1]] != "/pong/1" || m["t"][0] != 5e9 || m["t"][1] != 50e6 || m["way"][0] != 50e6 || m["op"][1] != 5 {
		t.Errorf("the window is %+v, %v", w, m)
	}
	for _, bad := range []string{"?from=x", "?from=-1", "?from=1&from=2", "?from=2&to=1", "?to=0", "?until=3", "?op=x%23y", "?op=3", "?protocol=", "?peer=%5B", "?a;b", "?from=99999999999999999999"} {
		if w := ask(t, h, http.MethodGet, host, "/run/window"+bad); w.Code != http.StatusBadRequest {
			t.Errorf("%s: %d, want 400", bad, w.Code)
		}
	}
	if w := ask(t, h, http.MethodGet, host, "/run/window?until=3"); !strings.Contains(w.Body.String(), `"until" is no parameter`) {
		t.Errorf("the error is %s", w.Body)
	}
}

// TestManyRuns: more logs are asked for than are kept.
func TestManyRuns(t *testing.T) {
	dir := t.TempDir()
	names := []string{"a", "b", "c", "d", "e"}
	for i, name := range names {
		makeRun(t, filepath.Join(dir, name), "ping", 10+i, 50e6)
	}
	h := handler(t, dir)
	for range 3 {
		for i, name := range names {
			if _, m := window(t, h, "/run/"+name+"/window"); len(m["t"]) != 2*(10+i) {
				t.Errorf("%s: %d messages, want %d", name, len(m["t"]), 2*(10+i))
			}
			get(t, h, "/run/"+name+"/")
		}
	}
	if n := len(h.logs.open); n != openLogs {
		t.Errorf("%d logs are kept, want %d", n, openLogs)
	}
	// A run that is made again has a log of its own.
	if err := os.RemoveAll(filepath.Join(dir, "e")); err != nil {
		t.Fatal(err)
	}
	makeRun(t, filepath.Join(dir, "e"), "ping", 3, 50e6)
	if _, m := window(t, h, "/run/e/window"); len(m["t"]) != 6 {
		t.Errorf("%d messages of the run that was made again, want 6", len(m["t"]))
	}
}

// TestLogReplaced: a run that is made again before it was done writes another
// file, under the same name.
func TestLogReplaced(t *testing.T) {
	dir := t.TempDir()
	h := handler(t, dir)
	for _, n := range []int{10, 30, 20} {
		if err := os.RemoveAll(filepath.Join(dir, "run")); err != nil {
			t.Fatal(err)
		}
		makeRun(t, filepath.Join(dir, "run"), "ping", n, 50e6)
		if err := os.Remove(filepath.Join(dir, "run", trace.DoneFile)); err != nil {
			t.Fatal(err)
		}
		if _, m := window(t, h, "/run/run/window"); len(m["t"]) != 2*n {
			t.Errorf("%d messages, want %d", len(m["t"]), 2*n)
		}
	}
}
