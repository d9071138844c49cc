package mdns

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestQuerier: the first query comes after a short random time, the others
// after 1, 2, 4 … s up to an hour, or after a fixed time.
func TestQuerier(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		fixed := time.Duration(rapid.IntRange(0, 100).Draw(t, "interval")) * time.Second
		q := newQuerier(epoch, fixed, r)
		if wait := q.next.Sub(epoch); wait < 20*time.Millisecond || wait > 120*time.Millisecond {
			t.Fatalf("first query after %v, want 20 to 120ms", wait)
		}
		want := time.Second
		for range 20 {
			if fixed > 0 {
				want = fixed
			}
			now := q.next
			if q.due(now.Add(-1)) {
				t.Fatal("a query before its time")
			}
			if !q.due(now) || q.due(now) {
				t.Fatal("want one query")
			}
			if got := q.next.Sub(now); got != want {
				t.Fatalf("interval %v, want %v", got, want)
			}
			want = min(2*want, time.Hour)
		}
	})
}

func TestResponderDelays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var s responder
		if !s.next().IsZero() || s.due(epoch) {
			t.Fatal("a response without a query")
		}
		s.asked(epoch, 1, true, r)
		if wait := s.next().Sub(epoch); wait < 400*time.Millisecond || wait > 500*time.Millisecond {
			t.Fatalf("truncated query: %v, want 400 to 500ms", wait)
		}
		s.asked(epoch, 2, false, r)
		if wait := s.next().Sub(epoch); wait < 20*time.Millisecond || wait > 120*time.Millisecond {
			t.Fatalf("query: %v, want 20 to 120ms", wait)
		}
		s.knows(2)
		if wait := s.next().Sub(epoch); wait < 400*time.Millisecond {
			t.Fatalf("a peer that knows is answered after %v", wait)
		}
		s.knows(1)
		if !s.next().IsZero() || s.due(epoch.Add(time.Hour)) {
			t.Fatal("peers that know are answered")
		}
	})
}

// TestResponderSpacing: whatever the queries, responses are at least a second
// apart, and every query that is not taken back is answered, within a second and
// 120 ms.
func TestResponderSpacing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var s responder
		open := map[int]time.Time{} // when a peer asked
		last := epoch.Add(-time.Hour)
		now := epoch
		step := func(until time.Time) {
			for at := s.next(); !at.IsZero() && !at.After(until); at = s.next() {
				if s.due(at.Add(-1)) || !s.due(at) {
					t.Fatal("want a response at the time planned")
				}
				if at.Sub(last) < time.Second {
					t.Fatalf("responses %v apart", at.Sub(last))
				}
				for by, since := range open {
					if at.Sub(since) < 20*time.Millisecond && len(open) == 1 {
						t.Fatalf("an answer after %v", at.Sub(since))
					}
					if at.Sub(since) > 1120*time.Millisecond {
						t.Fatalf("peer %d waited for %v", by, at.Sub(since))
					}
				}
				open, last = map[int]time.Time{}, at
			}
		}
		for range rapid.IntRange(1, 50).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 700).Draw(t, "wait")) * time.Millisecond)
			step(now)
			by := rapid.IntRange(0, 4).Draw(t, "by")
			if rapid.Bool().Draw(t, "knows") {
				s.knows(by)
				delete(open, by)
				continue
			}
			s.asked(now, by, false, r)
			if _, ok := open[by]; !ok {
				open[by] = now
			}
		}
		step(now.Add(time.Hour))
		if len(open) > 0 {
			t.Fatalf("never answered: %v", open)
		}
	})
}
