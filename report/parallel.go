package report

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls f(0) to f(n-1) on all cores and returns when all are done.
// Each call must write only to its own place, so that order cannot show.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
