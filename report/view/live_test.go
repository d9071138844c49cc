package view

import (
	"bufio"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestLive: a viewer of a run that goes on is told how far it has come, can ask for
// the data written so far, and learns when it is done.
func TestLive(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	makeRun(t, run, "ping", 5000, 50e6)
	// The run begins: all that is there is a log that grows.
	for _, name := range []string{trace.ManifestFile, trace.SummaryFile, trace.DoneFile, trace.EventsFile} {
		if err := os.Rename(filepath.Join(run, name), filepath.Join(dir, name+".later")); err != nil {
			t.Fatal(err)
		}
	}
	f, err := os.Create(filepath.Join(run, trace.EventsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	events := pings(5000, 50e6)
	half := len(events)/2 + strings.IndexByte(string(events[len(events)/2:]), '\n') + 1
	write := func(b []byte) {
		t.Helper()
		if _, err := z.Write(b); err != nil {
			t.Fatal(err)
		}
		if err := z.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	write(events[:half])
	s := httptest.NewUnstartedServer(nil)
	h, err := New(dir, s.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	s.Config.Handler = h
	s.Start()
	defer h.Close()
	defer s.Close()

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/run/run/live", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if kind := resp.Header.Get("Content-Type"); kind != "text/event-stream" {
		t.Errorf("it is %s", kind)
	}
	lines := bufio.NewScanner(resp.Body)
	next := func() (p progress, ok bool) {
		t.Helper()
		for lines.Scan() {
			if data, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				if err := json.Unmarshal([]byte(data), &p); err != nil {
					t.Fatal(err)
				}
				return p, true
			}
		}
		return p, false
	}
	until := func(why string, is func(progress) bool) {
		t.Helper()
		for {
			p, ok := next()
			if !ok {
				t.Fatalf("%s: it ends (%v)", why, lines.Err())
			}
			if is(p) {
				return
			}
			if p.Done {
				t.Fatalf("%s: the run is done: %+v", why, p)
			}
		}
	}
	written := int64(strings.Count(string(events[:half]), "\n"))
	total := int64(strings.Count(string(events), "\n"))
	until("half of the run", func(p progress) bool { return p.Events == written })
	through := ask(t, h, http.MethodGet, s.Listener.Addr().String(), "/run/run/")
	wantText(t, "the page of a run that goes on", through.Body.String(), `data-served="live"`, "The run has no manifest.json: it goes on")
	list := ask(t, h, http.MethodGet, s.Listener.Addr().String(), "/")
	wantText(t, "the list", list.Body.String(), "unfinished, last written ")

	write(events[half:])
	until("all of the run", func(p progress) bool { return p.Events == total && p.End == 5000*1e9+100e6 })
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{trace.ManifestFile, trace.SummaryFile, trace.DoneFile} {
		if err := os.Rename(filepath.Join(dir, name+".later"), filepath.Join(run, name)); err != nil {
			t.Fatal(err)
		}
	}
	until("the end", func(p progress) bool { return p.Done && p.Events == total })
	if p, more := next(); more {
		t.Errorf("after the end: %+v", p)
	}
}

// TestServeEnds: Serve returns when its context ends, although somebody looks at
// a run.
func TestServeEnds(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, dir, "ping", 3, 50e6)
	if err := os.Remove(filepath.Join(dir, trace.DoneFile)); err != nil {
		t.Fatal(err)
	}
	s := httptest.NewUnstartedServer(nil) // for its listener
	h, err := New(dir, Hosts(s.Listener.Addr())...)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- Serve(ctx, s.Listener, h) }()
	resp, err := http.Get("http://" + strings.Replace(s.Listener.Addr().String(), "127.0.0.1", "localhost", 1) + "/run/live")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	first := make([]byte, 5)
	if _, err := resp.Body.Read(first); err != nil || string(first) != "data:" {
		t.Fatalf("%q, %v", first, err)
	}
	cancel()
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Error("it does not end")
	}
}
