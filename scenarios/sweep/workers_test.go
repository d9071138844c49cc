//go:build simsealed

package sweep

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/misbehave"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

var known = []protocols.Protocol{misbehave.Protocol, ping.Protocol}

// TestMain makes the test binary a program that can run scenarios.
func TestMain(m *testing.M) {
	run.Init(known)
	os.Exit(m.Run())
}

func misbehaving1m(t *testing.T, how string) *scenarios.Spec {
	t.Helper()
	text := fmt.Sprintf(`
name: bad
duration: 1m
network:
  peers: [{group: a, count: 2}]
  latency: {constant: 50ms}
protocols: {ping: {}, misbehave: {}}
workload:
  - {every: 1s, ping: {}}
  - {at: 30s, misbehave: {how: %s, by: "a[0]"}}
`, how)
	spec, err := scenarios.Load("bad.yaml", []byte(text), known, nil)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// A worker that dies in any way takes none of the others with it.
func TestPoolOfWorkers(t *testing.T) {
	hows := []string{"panic", "wall", "overflow", "memory", "livelock", "wall"}
	want := []string{"panic", "", "memory", "memory", "livelock", ""} // a stack that overflows takes 1 GB first
	var mu sync.Mutex
	got := make([]string, len(hows))
	tmp := t.TempDir()
	p := &Pool{jobs: 2, memory: 512 << 20}
	err := p.run(t.Context(), len(hows), func(ctx context.Context, i int, g grant) (uint64, error) {
		dir := filepath.Join(tmp, fmt.Sprint(i))
		if err := os.RemoveAll(dir); err != nil { // of a job that had too little memory
			return 0, err
		}
		r, err := g.do(ctx, dir, misbehaving1m(t, hows[i]), run.Options{})
		if err != nil {
			return 0, err
		}
		mu.Lock()
		defer mu.Unlock()
		if f := r.Summary.Failure; f != nil {
			got[i] = f.Kind
		} else if r.Summary.Status != trace.Complete {
			got[i] = string(r.Summary.Status)
		}
		return r.Peak, nil
	})
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("workers ended with %q, %v, want %q", got, err, want)
	}
}

// A worker that runs when its job is cancelled is killed.
func TestWorkCancelled(t *testing.T) {
	spec := misbehaving1m(t, "wall")
	spec.Duration = 200 * time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := grant{whole: true}.do(ctx, t.TempDir(), spec, run.Options{Progress: func(worker.Status) { cancel() }})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}
