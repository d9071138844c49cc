package sweep

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"
)

// TestFirst: the first that finds something counts, however many workers there are
// and whichever is ready first.
func TestFirst(t *testing.T) {
	for _, c := range []struct {
		finds []int
		want  int
	}{{nil, -1}, {[]int{0}, 0}, {[]int{19}, 19}, {[]int{7, 3, 12}, 3}, {[]int{4, 5, 6}, 4}} {
		for _, jobs := range []int{1, 2, 8} {
			var mu sync.Mutex
			var did []int
			got, err := (&Pool{jobs: jobs}).first(t.Context(), 20, func(ctx context.Context, i int, _ grant) (bool, uint64, error) {
				mu.Lock()
				did = append(did, i)
				mu.Unlock()
				select { // later ones are faster
				case <-time.After(time.Duration(20-i) * time.Millisecond):
				case <-ctx.Done():
					return false, 0, context.Cause(ctx)
				}
				return slices.Contains(c.finds, i), 0, nil
			})
			if err != nil || got != c.want {
				t.Errorf("%d at once, %v find: %d, %v, want %d", jobs, c.finds, got, err, c.want)
			}
			if jobs == 1 && c.want >= 0 && len(did) != c.want+1 {
				t.Errorf("%v find: %d jobs, want %d", c.finds, len(did), c.want+1)
			}
		}
	}
}

// TestFirstFails: an error before the first find is one, after it is none.
func TestFirstFails(t *testing.T) {
	broken := errors.New("broken")
	at := func(bad, good int) (int, error) {
		return (&Pool{jobs: 1}).first(t.Context(), 9, func(_ context.Context, i int, _ grant) (bool, uint64, error) {
			if i == bad {
				return false, 0, broken
			}
			return i == good, 0, nil
		})
	}
	if i, err := at(3, 5); !errors.Is(err, broken) {
		t.Errorf("got %d, %v, want the error", i, err)
	}
	if i, err := at(5, 3); i != 3 || err != nil {
		t.Errorf("got %d, %v, want 3", i, err)
	}
}
