//go:build simsealed

package cmd

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

func ignore([]byte) error { return nil }

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
	spec, err := scenarios.Load("bad.yaml", []byte(text), append(Builtin(), misbehave{}), nil)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

// A worker that dies in whatever way takes none of the others with it.
func TestPoolOfWorkers(t *testing.T) {
	hows := []string{"panic", "wall", "overflow", "memory", "livelock", "wall"}
	want := []string{"panic", "", "memory", "memory", "livelock", ""} // a stack that overflows takes 1 GB first
	var mu sync.Mutex
	got := make([]string, len(hows))
	p := &pool{jobs: 2, memory: 512 << 20}
	err := p.run(t.Context(), len(hows), func(ctx context.Context, i int, s share) (uint64, error) {
		end, err := work(ctx, misbehaving1m(t, hows[i]), s, sink{ignore, ignore, ignore, ignore, func(worker.Status) {}, nil})
		if err != nil {
			return 0, err
		}
		mu.Lock()
		defer mu.Unlock()
		if end.Failure != nil {
			got[i] = end.Failure.Kind
		} else if end.Status != trace.Complete {
			got[i] = string(end.Status)
		}
		return end.Peak, nil
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
	_, err := work(ctx, spec, share{whole: true}, sink{func([]byte) error { cancel(); return nil }, ignore, ignore, ignore, func(worker.Status) {}, nil})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("ended with %v", err)
	}
}
