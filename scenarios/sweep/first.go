package sweep

import (
	"context"
	"sync"
)

// first does jobs 0 to n-1 until one finds something, and returns the number of the
// first that does, -1 if none: the same, however many run at once. Jobs after one
// that found something are not started, or cancelled.
func (p *Pool) first(ctx context.Context, n int, do func(ctx context.Context, i int, g grant) (found bool, peak uint64, err error)) (int, error) {
	var mu sync.Mutex
	least := n
	running := map[int]context.CancelFunc{}
	err := p.run(ctx, n, func(ctx context.Context, i int, g grant) (uint64, error) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		mu.Lock()
		late := i > least
		running[i] = cancel
		mu.Unlock()
		if late {
			return 0, nil
		}
		found, peak, err := do(ctx, i, g)
		mu.Lock()
		defer mu.Unlock()
		delete(running, i)
		switch {
		case i > least: // its result counts no longer
			return 0, nil
		case err != nil || !found:
			return peak, err
		}
		least = i
		for j, cancel := range running {
			if j > i {
				cancel()
			}
		}
		return peak, nil
	})
	if err != nil {
		return -1, err
	}
	if least == n {
		return -1, nil
	}
	return least, nil
}
