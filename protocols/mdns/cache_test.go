package mdns

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"pgregory.net/rapid"
)

var epoch = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

func heard(name string, ttl time.Duration) announcement {
	return announcement{pointer{name, ttl}, peer.AddrInfo{ID: peer.ID("id of " + name)}}
}

func TestCacheLifetime(t *testing.T) {
	var c cache
	r := rand.New(rand.NewPCG(1, 1))
	const ttl = 100 * time.Second
	if c.accept(epoch, announcement{pointer: pointer{"a", ttl}}, r) != nil || !c.next().IsZero() {
		t.Error("a name without a peer was taken in")
	}
	if e := c.accept(epoch, heard("a", ttl), r); e == nil || e.info.ID != "id of a" {
		t.Errorf("a new name gave %+v", e)
	}
	now := epoch.Add(90 * time.Second)
	if c.accept(now, announcement{pointer: pointer{"a", ttl}}, r) != nil {
		t.Error("a known name was new")
	}
	if got := c.expire(now.Add(ttl - 1)); got != nil {
		t.Errorf("%v expired early", got)
	}
	if got := c.expire(now.Add(ttl)); len(got) != 1 || got[0].info.ID != "id of a" {
		t.Errorf("expired %v, want a", got)
	}
	if c.accept(now, heard("a", ttl), r) == nil {
		t.Error("a name that expired and came back was not new")
	}
	if c.drop("b") != nil || c.drop("a") == nil || c.drop("a") != nil {
		t.Error("drop")
	}
	if len(c.entries)+len(c.byName) != 0 || c.peers() != 0 {
		t.Errorf("left over: %v, %v", c.entries, c.byName)
	}
}

// TestRefresh: without an answer, there are four queries, at 80, 85, 90 and 95 %
// of the TTL and up to 2 % later, and then the end.
func TestRefresh(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		ttl := time.Duration(rapid.IntRange(1, 86400).Draw(t, "ttl")) * time.Second
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var c cache
		c.accept(epoch, heard("a", ttl), r)
		for _, percent := range []time.Duration{80, 85, 90, 95} {
			at := c.next()
			if after := at.Sub(epoch); after < percent*ttl/100 || after > (percent+2)*ttl/100 {
				t.Fatalf("query %v after the answer, want %d to %d%% of %v", after, percent, percent+2, ttl)
			}
			if c.stale(at.Add(-1), r) {
				t.Fatal("a query before its time")
			}
			if !c.stale(at, r) || c.stale(at, r) {
				t.Fatal("want one query")
			}
			if c.expire(at) != nil {
				t.Fatal("expired early")
			}
		}
		if got := c.next().Sub(epoch); got != ttl {
			t.Fatalf("ends after %v, want %v", got, ttl)
		}
	})
}

// TestKnownAnswers: a record with half of its TTL left is listed, and its listing
// keeps a responder with the same TTL quiet.
func TestKnownAnswers(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(1, 0))
		ttl := time.Duration(rapid.IntRange(1, 1000).Draw(t, "ttl")) * time.Second
		age := time.Duration(rapid.Int64Range(0, int64(ttl)-1).Draw(t, "age"))
		var c cache
		c.accept(epoch, heard("a", ttl), r)
		known := c.known(epoch.Add(age))
		left := (ttl - age) / time.Second * time.Second
		if listed := left > 0 && left*2 >= ttl; listed != (len(known) == 1) {
			t.Fatalf("%v of %v left: %v", ttl-age, ttl, known)
		}
		if len(known) == 1 && (known[0] != pointer{"a", left} || !enough(known[0].ttl, ttl)) {
			t.Fatalf("%v, want a with %v", known, left)
		}
	})
}

// TestCacheModel drives a cache with random steps beside a plain map.
func TestCacheModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var c cache
		model := map[string]time.Time{} // when a name expires
		now := epoch
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 20).Draw(t, "wait")) * time.Second)
			var gone int
			for name, at := range model {
				if !now.Before(at) {
					delete(model, name)
					gone++
				}
			}
			if got := c.expire(now); len(got) != gone {
				t.Fatalf("%d expired, want %d", len(got), gone)
			}
			name := fmt.Sprint(rapid.IntRange(0, 5).Draw(t, "name"))
			_, there := model[name]
			if rapid.IntRange(0, 3).Draw(t, "goodbye") == 0 {
				if got := c.drop(name); (got != nil) != there {
					t.Fatalf("drop(%s) = %v, there %v", name, got, there)
				}
				delete(model, name)
			} else {
				ttl := time.Duration(rapid.IntRange(1, 60).Draw(t, "ttl")) * time.Second
				if got := c.accept(now, heard(name, ttl), r); (got == nil) != there {
					t.Fatalf("accept(%s) = %v, there %v", name, got, there)
				}
				model[name] = now.Add(ttl)
			}
			c.stale(now, r)
			if len(c.entries) != len(model) || len(c.byName) != len(model) || c.peers() != len(model) {
				t.Fatalf("%d entries, %d names, %d peers, want %d", len(c.entries), len(c.byName), c.peers(), len(model))
			}
			for _, e := range c.entries {
				if !e.expires.Equal(model[e.name]) || !e.due().After(now) || c.next().After(e.due()) {
					t.Fatalf("%+v at %v, next %v, want it to expire at %v", e, now, c.next(), model[e.name])
				}
			}
		}
	})
}
