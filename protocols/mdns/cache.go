package mdns

import (
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
)

// An entry is a peer name that a cache believes to exist.
type entry struct {
	name    string
	info    peer.AddrInfo
	ttl     time.Duration
	expires time.Time
	refresh time.Time // of the next query that is to keep it
	tries   int       // such queries so far
}

// Refreshing queries are due when refreshFirst percent of the TTL are over, and
// then every refreshStep percent, refreshTries in all, each later by a random
// part of refreshSpread percent (RFC 6762, section 5.2).
const (
	refreshFirst  = 80
	refreshStep   = 5
	refreshTries  = 4
	refreshSpread = 2
)

// plan sets when to ask for e again.
func (e *entry) plan(r *rand.Rand) {
	if e.tries == refreshTries {
		e.refresh = e.expires
		return
	}
	percent := e.ttl / 100
	e.refresh = e.expires.Add(-e.ttl).
		Add(time.Duration(refreshFirst+refreshStep*e.tries) * percent).
		Add(time.Duration(r.Int64N(int64(refreshSpread*percent) + 1)))
}

// due is when something is to be done about e.
func (e *entry) due() time.Time {
	if e.refresh.Before(e.expires) {
		return e.refresh
	}
	return e.expires
}

// A cache holds the peer names that a peer has heard of. The zero value is
// empty.
type cache struct {
	entries []*entry // in the order in which they were first heard
	byName  map[string]*entry
}

// accept takes in an announcement with a TTL. It returns the entry if the name
// is new, nil if it is not, or if nobody knows whose it is.
func (c *cache) accept(now time.Time, a announcement, r *rand.Rand) *entry {
	e := c.byName[a.name]
	if e == nil && a.info.ID == "" {
		return nil
	}
	fresh := e == nil
	if fresh {
		e = &entry{name: a.name}
		c.entries = append(c.entries, e)
		if c.byName == nil {
			c.byName = map[string]*entry{}
		}
		c.byName[a.name] = e
	}
	if a.info.ID != "" {
		e.info = a.info
	}
	e.ttl, e.expires, e.tries = a.ttl, now.Add(a.ttl), 0
	e.plan(r)
	if !fresh {
		return nil
	}
	return e
}

// drop forgets a name and returns its entry, nil if there was none.
func (c *cache) drop(name string) *entry {
	e := c.byName[name]
	if e != nil {
		delete(c.byName, name)
		c.entries = slices.DeleteFunc(c.entries, func(other *entry) bool { return other == e })
	}
	return e
}

// expire forgets and returns all whose TTL is over.
func (c *cache) expire(now time.Time) []*entry {
	var out []*entry
	c.entries = slices.DeleteFunc(c.entries, func(e *entry) bool {
		if now.Before(e.expires) {
			return false
		}
		delete(c.byName, e.name)
		out = append(out, e)
		return true
	})
	return out
}

// stale reports whether a query is due that keeps an entry. One query keeps
// all, and the next one of each is planned.
func (c *cache) stale(now time.Time, r *rand.Rand) bool {
	any := false
	for _, e := range c.entries {
		for e.tries < refreshTries && !now.Before(e.refresh) {
			e.tries++
			e.plan(r)
			any = true
		}
	}
	return any
}

// known lists the answers that a query need not get again: those with at least
// half of their TTL left (RFC 6762, section 7.1), in whole seconds.
func (c *cache) known(now time.Time) []pointer {
	var out []pointer
	for _, e := range c.entries {
		left := e.expires.Sub(now).Truncate(time.Second)
		if enough(left, e.ttl) {
			out = append(out, pointer{e.name, left})
		}
	}
	return out
}

// enough reports whether a record with so much left of its TTL needs no
// refreshing (RFC 6762, section 7.1).
func enough(left, ttl time.Duration) bool { return left > 0 && 2*left >= ttl }

// next is when the cache needs attention, zero if never.
func (c *cache) next() time.Time {
	var first time.Time
	for _, e := range c.entries {
		first = earlier(first, e.due())
	}
	return first
}

// peers counts the different peers behind the names.
func (c *cache) peers() int {
	ids := map[peer.ID]bool{}
	for _, e := range c.entries {
		ids[e.info.ID] = true
	}
	return len(ids)
}

// earlier returns the earlier of two instants; zero is never.
func earlier(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}
