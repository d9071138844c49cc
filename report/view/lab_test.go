package view

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

const host = "127.0.0.1:8080"

// put writes a file of a folder.
func put(t testing.TB, dir, name string, content []byte) {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

func asJSON(t testing.TB, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// pings is the log of two peers that ping each other n times, once a second,
// which takes each message so long.
func pings(n int, way int64) (events []byte) {
	add := func(e trace.Event) { events = e.AppendJSON(events) }
	add(trace.Event{Kind: trace.Up, P: "peers-0"})
	add(trace.Event{Kind: trace.Up, P: "peers-1"})
	for i := int64(1); i <= int64(n); i++ {
		t := i * 1e9
		add(trace.Event{T: t, Kind: trace.OpStart, P: "peers-0", Proto: "ping", ID: i, Detail: "peers-1"})
		add(trace.Event{T: t, Kind: trace.Send, P: "peers-0", Q: "peers-1", Proto: "/ping/1", ID: i, Stream: 1, Op: i, Size: 32, Digest: 7, Arrive: t + way})
		add(trace.Event{T: t + way, Kind: trace.Recv, P: "peers-1", Q: "peers-0", Proto: "/ping/1", Ref: i, Stream: -1, Size: 32})
		add(trace.Event{T: t + way, Kind: trace.Send, P: "peers-1", Q: "peers-0", Proto: "/pong/1", ID: i, Stream: -1, Op: i, Of: "peers-0", Size: 32, Digest: 7, Arrive: t + 2*way})
		add(trace.Event{T: t + 2*way, Kind: trace.Recv, P: "peers-0", Q: "peers-1", Proto: "/pong/1", Ref: i, Stream: 1, Size: 32})
		add(trace.Event{T: t + 2*way, Kind: trace.OpEnd, P: "peers-0", Proto: "ping", ID: i, Detail: "ok"})
	}
	return events
}

// makeRun writes the directory of a finished run of n pings.
func makeRun(t testing.TB, dir, scenario string, n int, way int64) {
	t.Helper()
	events := pings(n, way)
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	m := trace.Manifest{
		Format: 1, Scenario: scenario, Seed: 7, Status: trace.Complete, VirtualNS: int64(n+1) * 1e9,
		Events: int64(strings.Count(string(events), "\n")), Hosts: 2, Fingerprint: fmt.Sprintf("%x", sha256.Sum256(events)),
		Metrics: []trace.MetricDef{{Name: "ping.rtt", Unit: "ns", Kind: trace.Duration}, {Name: "ping.success", Unit: "1", Kind: trace.Ratio}},
	}
	rtt := float64(2 * way)
	s := report.Summary{
		Scenario: scenario, Metrics: map[string]report.Metric{
			"ping.rtt":     {Count: int64(n), Min: rtt, Mean: rtt, P50: rtt, P90: rtt, P95: rtt, P99: rtt, Max: rtt, Unit: "ns"},
			"ping.success": {Count: int64(n), Mean: 1, Unit: "1"},
		},
		Expect: []expect.Result{{Expr: "max(ping.rtt) <= 100ms", OK: rtt <= 100e6, Actual: fmt.Sprintf("%gms", rtt/1e6)}},
	}
	put(t, dir, trace.ManifestFile, asJSON(t, m))
	put(t, dir, trace.SummaryFile, asJSON(t, s))
	put(t, dir, trace.MetricsFile, []byte(trace.MetricsHeader+"\n"))
	put(t, dir, trace.ScenarioFile, []byte("name: "+scenario+"\n"))
	put(t, dir, trace.EventsFile, z.EncodeAll(events, nil))
	put(t, dir, "plots/ping-rtt-cdf.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
	put(t, dir, "plots/ping-rtt-cdf.csv", []byte("series,x,y\n"))
	put(t, dir, trace.DoneFile, []byte("complete\n"))
}

// handler serves a folder.
func handler(t testing.TB, dir string) *Handler {
	t.Helper()
	h, err := New(dir, host)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	return h
}

// ask asks for a path as it is given, without cleaning it as clients do, with
// the escapes that it has.
func ask(t testing.TB, h http.Handler, method, at, path string) *httptest.ResponseRecorder {
	t.Helper()
	u, err := url.ParseRequestURI(path)
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), method, "/", nil)
	r.URL, r.Host, r.RequestURI = u, at, path
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// get asks for a page that must be there.
func get(t testing.TB, h http.Handler, path string) string {
	t.Helper()
	w := ask(t, h, http.MethodGet, host, path)
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, w.Code, w.Body)
	}
	return w.Body.String()
}

func wantText(t testing.TB, what, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s does not say %q", what, want)
		}
	}
}

// printed is the content of a whole folder: no answer may change it.
func printed(t testing.TB, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %v %d %v\n", path, info.Mode(), info.Size(), info.ModTime())
		if info.Mode().IsRegular() {
			content, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			h.Write(content)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
