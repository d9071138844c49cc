//go:build simsealed

package mdns

import (
	"testing"
	"time"
)

// TestQuietLife: peers that have met stay known for hours, and only queries that
// keep the records alive go on: one in about four fifths of the TTL, by the first
// peer, and seldom by a second one before the answers come, besides those of the
// intervals that double.
func TestQuietLife(t *testing.T) {
	sealed(t, 1, 0, nil, lan(5), func(l *bench) {
		l.up(l.n...)
		time.Sleep(2 * time.Hour)
		l.want(20, "mdns.discovered", "", "", "of five peers")
		l.want(0, "mdns.expired", "", "", "of five peers")
		queries := samples(l.rec, "mdns.queries", "", "")
		// 12 to 13 of each by intervals that double, and 75 to keep the records.
		if n := len(queries); n < 75 || n > 5*13+2*75 {
			t.Errorf("%d queries in two hours", n)
		}
		for _, n := range l.n {
			last := int64(-time.Hour)
			for _, s := range samples(l.rec, "mdns.responses", n.Name, "") {
				if s.T-last < int64(time.Second) {
					t.Errorf("%s: responses at %d and %d, want a second between them", n.Name, last, s.T)
				}
				last = s.T
			}
		}
	})
}

// TestLossDelays: at 50 % loss all find each other after a few rounds, and records
// lost later are mostly asked for again in time.
func TestLossDelays(t *testing.T) {
	sealed(t, 1, 0.5, nil, lan(3), func(l *bench) {
		l.up(l.n...)
		time.Sleep(time.Minute)
		for _, n := range l.n {
			if got := l.agent(n).cache.peers(); got != 2 {
				t.Errorf("%s knows %d peers after a minute, want 2", n.Name, got)
			}
		}
		l.want(6, "mdns.discovery_time", "", "", "with loss")
	})
}

// TestLostAndFound: a peer that is lost to lost datagrams and found again counts as
// discovered again, but has been found but once.
func TestLostAndFound(t *testing.T) {
	sealed(t, 1, 0.8, nil, lan(3), func(l *bench) {
		l.up(l.n...)
		time.Sleep(2 * time.Hour)
		l.want(6, "mdns.discovery_time", "", "", "with much loss")
		if again := len(samples(l.rec, "mdns.discovered", "", "")); again <= 6 {
			t.Errorf("%d times discovered, want more than once each", again)
		}
	})
}

// TestTotalLoss: peers that no peer hears, no peer discovers.
func TestTotalLoss(t *testing.T) {
	sealed(t, 1, 1, nil, lan(2), func(l *bench) {
		l.up(l.n...)
		time.Sleep(time.Hour)
		l.want(0, "mdns.discovered", "", "", "with total loss")
	})
}

// TestCrashExpires: others ask four times for a peer that crashed, and forget it
// when its TTL is over.
func TestCrashExpires(t *testing.T) {
	sealed(t, 1, 0, nil, lan(2), func(l *bench) {
		l.up(l.n...)
		time.Sleep(5 * time.Second)
		l.crash(l.n[1])
		said := samples(l.rec, "mdns.responses", "n-1", "response")
		end := time.Duration(said[len(said)-1].T) + wire + 120*time.Second
		time.Sleep(end - l.w.Now() - 1)
		l.want(0, "mdns.expired", "", "", "before the end of the TTL")
		time.Sleep(2 * time.Nanosecond)
		gone := l.want(1, "mdns.expired", "n-0", "n-1", "after the end of the TTL")
		if len(gone) == 1 && gone[0].T != int64(end) {
			t.Errorf("expired at %d, want %d", gone[0].T, end)
		}
		var refreshing int
		for _, s := range samples(l.rec, "mdns.queries", "n-0", "") {
			if s.T > int64(end)-int64(24*time.Second) && s.T < int64(end) {
				refreshing++
			}
		}
		if refreshing != 4 {
			t.Errorf("%d queries in the last fifth of the TTL, want 4", refreshing)
		}
		l.want(0, "mdns.responses", "", "goodbye", "after a crash")
	})
}

func TestLeaveExpiresAtOnce(t *testing.T) {
	sealed(t, 1, 0, nil, lan(3), func(l *bench) {
		l.up(l.n...)
		time.Sleep(5 * time.Second)
		l.leave(l.n[1])
		left := l.w.Now()
		l.want(1, "mdns.responses", "n-1", "goodbye", "when leaving")
		time.Sleep(wire + 1)
		for _, name := range []string{"n-0", "n-2"} {
			gone := l.want(1, "mdns.expired", name, "n-1", "a delay after the goodbye")
			if len(gone) == 1 && gone[0].T != int64(left+wire) {
				t.Errorf("%s: expired at %d, want %d", name, gone[0].T, left+wire)
			}
		}
		time.Sleep(time.Hour)
		l.want(2, "mdns.expired", "", "", "long after the goodbye")
	})
}

// TestHasty: a peer that leaves before it ever answered has nothing to take back.
func TestHasty(t *testing.T) {
	sealed(t, 1, 0, nil, lan(2), func(l *bench) {
		l.up(l.n...)
		time.Sleep(10 * time.Millisecond)
		l.leave(l.n[1])
		time.Sleep(time.Hour)
		l.want(0, "mdns.bytes", "n-1", "", "of a peer that left at once")
		l.want(0, "mdns.discovered", "", "", "of a peer that left at once")
	})
}

// TestStop: an agent that is stopped neither speaks nor hears, even if it was
// to speak at that very instant.
func TestStop(t *testing.T) {
	every := func(o *Options) { o.QueryInterval = 10 * time.Second }
	sealed(t, 1, 0, every, lan(2), func(l *bench) {
		l.up(l.n...)
		time.Sleep(15 * time.Second)
		l.in.Stop(l.n[1])
		asked := len(samples(l.rec, "mdns.queries", "n-1", ""))
		l.stranger(l.n[0]).Send([]byte("hello"))
		time.Sleep(time.Minute)
		l.want(asked, "mdns.queries", "n-1", "", "after its end")
		l.want(0, "mdns.malformed", "n-1", "", "after its end")
	})
	first := 0 // runs in which the crash comes before the query of the same instant
	for seed := range uint64(10) {
		sealed(t, seed, 0, every, lan(1), func(l *bench) {
			l.up(l.n...)
			time.Sleep(time.Second)
			second := l.agent(l.n[0]).querier.next
			time.Sleep(time.Until(second.Add(10 * time.Second)))
			asked := len(samples(l.rec, "mdns.queries", "", ""))
			l.crash(l.n[0])
			if asked == 2 {
				first++
			}
			time.Sleep(time.Minute)
			l.want(asked, "mdns.queries", "", "", "after a crash at the instant of the third query")
		})
	}
	if first == 0 || first == 10 {
		t.Errorf("the crash comes before the query in %d runs of 10, want some", first)
	}
}

// TestPause: a peer whose process stands still says nothing and is forgotten by
// others, and goes on as if nothing had been.
func TestPause(t *testing.T) {
	sealed(t, 1, 0, nil, lan(2), func(l *bench) {
		l.up(l.n...)
		time.Sleep(5 * time.Second)
		l.n[1].Pause()
		said := len(samples(l.rec, "mdns.bytes", "n-1", ""))
		time.Sleep(10 * time.Minute)
		l.want(said, "mdns.bytes", "n-1", "", "in a pause")
		l.want(1, "mdns.expired", "n-0", "n-1", "in a pause")
		l.n[1].Resume()
		time.Sleep(10 * time.Second)
		l.want(2, "mdns.discovered", "n-0", "n-1", "after a pause")
		if got := l.agent(l.n[1]).cache.peers(); got != 1 {
			t.Errorf("n-1 knows %d peers after its pause, want 1", got)
		}
	})
}

// TestRestart: a peer that comes back is discovered again, under a new name, and
// discovers the others again. After a crash its old name lives on to its TTL.
func TestRestart(t *testing.T) {
	for _, graceful := range []bool{true, false} {
		sealed(t, 1, 0, nil, lan(2), func(l *bench) {
			l.up(l.n...)
			time.Sleep(5 * time.Second)
			name := l.agent(l.n[1]).name
			if graceful {
				l.leave(l.n[1])
			} else {
				l.crash(l.n[1])
			}
			time.Sleep(time.Second)
			l.up(l.n[1])
			came := l.w.Now()
			time.Sleep(5 * time.Second)
			if l.agent(l.n[1]).name == name {
				t.Error("the old name came back")
			}
			l.want(2, "mdns.discovered", "n-0", "n-1", "after a restart")
			l.want(2, "mdns.discovered", "n-1", "n-0", "after a restart")
			for _, s := range samples(l.rec, "mdns.discovery_time", "", "") {
				if s.Value > 1e9 {
					t.Errorf("%v, want the time since the restart at %v", s, came)
				}
			}
			names := 2
			if graceful {
				names = 1
			}
			c := l.agent(l.n[0]).cache
			if len(c.entries) != names || c.peers() != 1 {
				t.Errorf("graceful %v: %d names of %d peers, want %d of 1", graceful, len(c.entries), c.peers(), names)
			}
			time.Sleep(10 * time.Minute)
			l.want(1, "mdns.expired", "", "", "of the old name")
			if c := l.agent(l.n[0]).cache; len(c.entries) != 1 {
				t.Errorf("graceful %v: %d names in the end, want 1", graceful, len(c.entries))
			}
		})
	}
}
