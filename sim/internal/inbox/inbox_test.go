//go:build simsealed

package inbox_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/internal/inbox"
	"github.com/libp2p-sim/sim/sim/seal"
)

// An item is sent at an instant, to arrive at another.
type item struct {
	sent, at time.Duration
	from     string
	nth      int64
}

func (i item) String() string { return fmt.Sprintf("%v/%s/%d", i.at, i.from, i.nth) }

// arrivals sends items in a run with an order, and returns them as they arrived.
func arrivals(t *testing.T, order uint64, items []item) (got []item) {
	t.Helper()
	result, err := seal.Run(seal.Config{Seed: 1}, func() {
		in := inbox.New(order, func(f func()) { f() }, func(i item) {
			if now := time.Since(seal.Epoch); now != i.at {
				t.Errorf("%v arrives at %v", i, now)
			}
			got = append(got, i)
		})
		for _, i := range items {
			time.Sleep(i.sent - time.Since(seal.Epoch))
			in.Put(int64(i.at), inbox.SenderOf(i.from), i.nth, i)
		}
		time.Sleep(time.Minute)
	})
	if err != nil || result.End != seal.Main {
		t.Fatal(result, err)
	}
	if len(got) != len(items) {
		t.Fatalf("%d of %d items arrived", len(got), len(items))
	}
	return got
}

// TestOrder: items arrive at their instants, those of one sender by number. At one
// instant the order of senders does not follow from who else sends, but from the run's.
func TestOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var all []item
	for n := range 400 {
		sent := time.Duration(r.IntN(50)) * time.Millisecond
		all = append(all, item{sent, sent + time.Duration(1+r.IntN(20))*time.Millisecond, string(rune('a' + r.IntN(5))), int64(n)})
	}
	slices.SortStableFunc(all, func(a, b item) int { return int(a.sent - b.sent) })
	got := arrivals(t, 0, all)
	for i := range got[1:] {
		if a, b := got[i], got[i+1]; a.at > b.at || a.at == b.at && a.from == b.from && a.nth > b.nth {
			t.Errorf("%v arrives before %v", a, b)
		}
	}
	without := func(items []item) []item {
		return slices.DeleteFunc(slices.Clone(items), func(i item) bool { return i.from == "c" })
	}
	if alone := arrivals(t, 0, without(all)); !slices.Equal(alone, without(got)) {
		t.Errorf("without sender c they arrive as %v", alone)
	}
	if slices.Equal(arrivals(t, 1, all), got) {
		t.Error("another order is the same")
	}
}
