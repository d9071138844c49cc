package trace

import (
	"fmt"
	"strconv"
	"strings"
)

// A Seat says which peer of which group a peer is. Peers that succeed each other
// under new identities have the same seat.
type Seat struct {
	Group  string
	Number int // in the group, from 0; -1 if a name alone is known, which has none
}

// In reports whether the seat is one of a part. A seat without a number is in its whole
// group alone.
func (s Seat) In(p Part) bool {
	return s.Group == p.Group && (p.Whole() || p.From <= s.Number && s.Number < p.To)
}

// A Roster knows the seats of peers: from the list of a run's peers, and of
// peers that are not on it, or if there is none, from their names. The zero value
// and nil know names alone.
type Roster struct {
	seats map[string]Seat
	sizes map[string]int // seats of a group
}

// Add adds the next peer of the list.
func (r *Roster) Add(p Peer) {
	if r.seats == nil {
		r.seats, r.sizes = map[string]Seat{}, map[string]int{}
	}
	if first, generation := Predecessor(p.Name); generation > 0 {
		if s, ok := r.seats[first]; ok {
			r.seats[p.Name] = s
			return
		}
	}
	r.seats[p.Name] = Seat{p.Group, r.sizes[p.Group]}
	r.sizes[p.Group]++
}

// Seat returns the seat of the peer with a name. A peer that is not on the list
// has that which scenarios name like it: the peers of group servers are servers-0,
// servers-1 and so on. One whose name has no number is a group of its own.
func (r *Roster) Seat(name string) Seat {
	if r != nil {
		if s, ok := r.seats[name]; ok {
			return s
		}
	}
	first, _ := Predecessor(name)
	at := strings.LastIndexByte(first, '-')
	if at <= 0 {
		return Seat{first, -1}
	}
	i, err := strconv.ParseUint(first[at+1:], 10, 31)
	if err != nil {
		return Seat{first, -1}
	}
	return Seat{first[:at], int(i)}
}

// Successor returns the name of the peer that comes in the place of the peer called
// first, as the generation-th after it: "servers-3+1".
func Successor(first string, generation int) string {
	return fmt.Sprintf("%s+%d", first, generation)
}

// Predecessor takes the name of a successor apart. A peer that was the first in
// its seat is its own, of generation 0.
func Predecessor(name string) (first string, generation int) {
	at := strings.LastIndexByte(name, '+')
	if at < 0 {
		return name, 0
	}
	n, err := strconv.ParseUint(name[at+1:], 10, 31)
	if err != nil || n == 0 {
		return name, 0
	}
	return name[:at], int(n)
}
