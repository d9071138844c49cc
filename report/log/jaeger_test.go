//go:build jaeger

package log

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// jaegerConfig is Jaeger with nothing but OTLP in, memory, and queries out.
const jaegerConfig = `
service:
  extensions: [jaeger_storage, jaeger_query]
  pipelines:
    traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}
  telemetry: {metrics: {level: none}, logs: {level: warn}}
extensions:
  jaeger_storage: {backends: {memory: {memory: {max_traces: 100000}}}}
  jaeger_query: {storage: {traces: memory}, http: {endpoint: %q}, grpc: {endpoint: %q}}
receivers: {otlp: {protocols: {http: {endpoint: %q}}}}
exporters: {jaeger_storage_exporter: {trace_storage: memory}}
`

// freeAddress returns an address at which nobody listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// startJaeger starts the program that JAEGER names, and returns where it takes OTLP
// and where it answers.
func startJaeger(t *testing.T) (intake, query string) {
	t.Helper()
	intake, query = freeAddress(t), freeAddress(t)
	config := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(config, fmt.Appendf(nil, jaegerConfig, query, freeAddress(t), intake), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	cmd := exec.CommandContext(ctx, os.Getenv("JAEGER"), "--config", config)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		t.Fatalf("JAEGER names no Jaeger, make test-jaeger does: %v", err)
	}
	t.Cleanup(func() { stop(); _ = cmd.Wait() })
	for range 300 {
		if r, err := http.Get("http://" + query + "/api/services"); err == nil {
			r.Body.Close()
			return "http://" + intake, "http://" + query
		}
		time.Sleep(100 * time.Millisecond)
	}
	stop()
	_ = cmd.Wait()
	t.Fatalf("Jaeger does not answer:\n%s", &out)
	return "", ""
}

// jaegerTraces is how Jaeger has traces.
type jaegerTraces struct {
	Data []struct {
		TraceID string
		Spans   []struct {
			SpanID, OperationName, ProcessID string
			StartTime, Duration              int64 // µs
			References                       []struct{ RefType, SpanID string }
			Tags                             []struct {
				Key   string
				Value any
			}
			Logs []struct{ Timestamp int64 }
		}
		Processes map[string]struct{ ServiceName string }
	}
	Errors []any
}

// lines returns the fields of each span that must come through.
func (j *jaegerTraces) lines() (out []string) {
	for _, trace := range j.Data {
		for _, s := range trace.Spans {
			var below, status, kind string
			for _, r := range s.References {
				below += r.RefType + " " + r.SpanID
			}
			for _, tag := range s.Tags {
				switch tag.Key {
				case "otel.status_description":
					status = fmt.Sprint(tag.Value)
				case "span.kind":
					kind = fmt.Sprint(tag.Value)
				}
			}
			out = append(out, fmt.Sprintf("%s %s %s of %s, %s, %d+%d %q, %d events, %s", trace.TraceID, s.SpanID, s.OperationName,
				trace.Processes[s.ProcessID].ServiceName, kind, s.StartTime, s.Duration, status, len(s.Logs), below))
		}
	}
	slices.Sort(out)
	return out
}

func fetch(t *testing.T, r *http.Response, err error, into any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err == nil && into != nil {
		err = json.Unmarshal(b, into)
	}
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v: %.300s", r.Status, err, b)
	}
}

// expected returns the lines of a line of OTLP that came through.
func expected(t *testing.T, line []byte) (id string, out []string) {
	t.Helper()
	traces, err := readOTLP(string(line))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range traces[0] {
		id = fmt.Sprintf("%x", s.TraceId)
		below := ""
		if len(s.ParentSpanId) > 0 {
			below = fmt.Sprintf("CHILD_OF %x", s.ParentSpanId)
		}
		kind := strings.ToLower(strings.TrimPrefix(s.Kind.String(), "SPAN_KIND_"))
		out = append(out, fmt.Sprintf("%s %x %s of %s, %s, %d+%d %q, %d events, %s", id, s.SpanId, s.Name, s.group, kind,
			s.StartTimeUnixNano/1000, (s.EndTimeUnixNano-s.StartTimeUnixNano)/1000, s.Status.GetMessage(), len(s.Events), below))
	}
	slices.Sort(out)
	return id, out
}

// TestJaeger: Jaeger takes every line of an export, by OTLP and as a file that is
// dropped on its page, and then has every span: name, service, kind, times to the
// µs that it keeps, status, events, and the span above it.
func TestJaeger(t *testing.T) {
	intake, query := startJaeger(t)
	dir := filepath.Join(t.TempDir(), "run")
	for _, args := range [][]string{
		{"run", "wan", "-q", "--until", "3m", "--set", "tracing.rate=100%", "--set", "expect=[]", "--out", dir},
		{"trace", dir, "--export", "otlp", "-o", filepath.Join(dir, "traces.jsonl")},
	} {
		if out, err := exec.Command(os.Getenv("SIM"), args...).CombinedOutput(); err != nil {
			t.Fatalf("sim %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
	file, err := os.ReadFile(filepath.Join(dir, "traces.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	spans := 0
	for line := range bytes.Lines(file) {
		spans += bytes.Count(line, []byte(`"spanId":`))
		id, want := expected(t, line)
		r, err := http.Post(intake+"/v1/traces", "application/json", bytes.NewReader(line))
		fetch(t, r, err, nil)
		var stored, dropped jaegerTraces
		r, err = http.Get(query + "/api/traces/" + id)
		fetch(t, r, err, &stored)
		r, err = http.Post(query+"/api/transform", "application/json", bytes.NewReader(line))
		fetch(t, r, err, &dropped)
		for how, got := range map[string]*jaegerTraces{"by OTLP": &stored, "as a file": &dropped} {
			if !slices.Equal(got.lines(), want) {
				t.Fatalf("%s it has\n%s\nwant\n%s", how, strings.Join(got.lines(), "\n"), strings.Join(want, "\n"))
			}
		}
	}
	if spans < 1000 {
		t.Errorf("%d spans, want some thousand", spans)
	}
}
