package sweep

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// atOnce does n jobs and returns how many there were at once, at most. Jobs
// end when as many run as the pool lets, so that slow machines see the same.
func atOnce(t *testing.T, p *Pool, n int, peak uint64) int {
	t.Helper()
	var mu sync.Mutex
	running, most := 0, 0
	err := p.run(t.Context(), n, func(context.Context, int, grant) (uint64, error) {
		mu.Lock()
		running++
		most = max(most, running)
		mu.Unlock()
		time.Sleep(20 * time.Millisecond)
		mu.Lock()
		running--
		mu.Unlock()
		return peak, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return most
}

func TestPoolBounds(t *testing.T) {
	const gib = 1 << 30
	for _, c := range []struct {
		why          string
		jobs, memory uint64
		peak         uint64
		want         int
	}{
		{"as many as it may have", 3, 0, gib, 3},
		{"one", 1, 64 * gib, gib, 1},
		{"a first job without history takes 2 GiB, later ones what the first needed", 8, 6 * gib, gib / 2, 8},
		{"memory for two, and no more when the first is known to need 2 GiB", 8, 5 * gib, 2 * gib, 2},
		{"a pool smaller than a job's share works one by one", 4, gib, gib, 1},
	} {
		if got := atOnce(t, &Pool{jobs: int(c.jobs), memory: c.memory}, 24, c.peak); got != c.want {
			t.Errorf("%s: %d at once, want %d", c.why, got, c.want)
		}
	}
}

func TestPoolStartsInOrder(t *testing.T) {
	var started []int
	err := (&Pool{jobs: 1}).run(t.Context(), 10, func(_ context.Context, i int, _ grant) (uint64, error) {
		started = append(started, i)
		return 0, nil
	})
	if want := []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}; err != nil || !slices.Equal(started, want) {
		t.Errorf("started %v, %v, want %v", started, err, want)
	}
}

// A job that needs more than its share is done again with more, and the others
// are done once.
func TestPoolGivesMoreMemory(t *testing.T) {
	const gib = 1 << 30
	var mu sync.Mutex
	tries := map[int][]uint64{}
	err := (&Pool{jobs: 4, memory: 16 * gib}).run(t.Context(), 12, func(_ context.Context, i int, g grant) (uint64, error) {
		mu.Lock()
		defer mu.Unlock()
		tries[i] = append(tries[i], g.Memory)
		if i == 3 && g.Memory < 9*gib {
			return 0, errMoreMemory
		}
		return gib, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []uint64{4 * gib, 8 * gib, 16 * gib}; !slices.Equal(tries[3], want) {
		t.Errorf("job 3 had shares %v, want %v", tries[3], want)
	}
	for i := range 12 {
		if i != 3 && len(tries[i]) != 1 {
			t.Errorf("job %d was done %d times", i, len(tries[i]))
		}
	}
	// With everything to itself, it is an error like others.
	err = (&Pool{jobs: 4, memory: 16 * gib}).run(t.Context(), 1, func(context.Context, int, grant) (uint64, error) {
		return 0, errMoreMemory
	})
	if !errors.Is(err, errMoreMemory) {
		t.Errorf("a job that never has enough: %v", err)
	}
}

// An error ends the jobs that run, and no more are started.
func TestPoolStopsAtAnError(t *testing.T) {
	broken := errors.New("broken")
	var mu sync.Mutex
	started := 0
	err := (&Pool{jobs: 3}).run(t.Context(), 100, func(ctx context.Context, i int, _ grant) (uint64, error) {
		mu.Lock()
		started++
		mu.Unlock()
		if i == 2 {
			return 0, broken
		}
		<-ctx.Done()
		return 0, context.Cause(ctx)
	})
	if !errors.Is(err, broken) || started != 3 {
		t.Errorf("%v after %d jobs, want %v after 3", err, started, broken)
	}
}

func TestPoolCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	done := 0
	err := (&Pool{jobs: 1}).run(ctx, 5, func(ctx context.Context, i int, _ grant) (uint64, error) {
		if i == 2 {
			cancel()
			return 0, context.Cause(ctx)
		}
		done++
		return 0, nil
	})
	if !errors.Is(err, context.Canceled) || done != 2 {
		t.Errorf("%v after %d jobs, want %v after 2", err, done, context.Canceled)
	}
	// A pool whose jobs are all done is done, even if it is cancelled then.
	ctx, cancel = context.WithCancel(t.Context())
	if err := (&Pool{jobs: 1}).run(ctx, 1, func(context.Context, int, grant) (uint64, error) { cancel(); return 0, nil }); err != nil {
		t.Errorf("cancelled after the last job: %v", err)
	}
}
