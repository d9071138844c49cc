package kademlia

import (
	"bytes"
	"crypto/sha256"
	"math/bits"
	"slices"
)

// An id is a place in Kademlia's key space, where kad-dht puts peers and keys:
// the SHA-256 of a peer's ID or of a record's key.
type id [sha256.Size]byte

func idOf(key string) id { return sha256.Sum256([]byte(key)) }

// bit returns the i-th bit, counted from the most significant one.
func (a *id) bit(i int) byte { return a[i/8] >> (7 - i%8) & 1 }

// commonPrefix returns the number of leading bits that two places share, 256
// if they are the same.
func (a *id) commonPrefix(b *id) int {
	for i := range a {
		if x := a[i] ^ b[i]; x != 0 {
			return 8*i + bits.LeadingZeros8(x)
		}
	}
	return 8 * len(a)
}

// A space is a set of places in order, in which the nearest to any place are
// found without a look at the others.
type space struct {
	ids   []id
	index []int // of ids[i] in the list that the space was made from
}

func newSpace(places []id) *space {
	s := &space{index: make([]int, len(places))}
	for i := range places {
		s.index[i] = i
	}
	slices.SortStableFunc(s.index, func(i, j int) int { return bytes.Compare(places[i][:], places[j][:]) })
	for _, i := range s.index {
		s.ids = append(s.ids, places[i])
	}
	return s
}

// walk calls visit with the index of one place after the other, by increasing
// XOR distance from target, until visit returns false.
func (s *space) walk(target *id, visit func(index int) bool) {
	s.descend(target, 0, len(s.ids), 0, visit)
}

// descend walks ids[from:to], which share their first bits.
func (s *space) descend(target *id, from, to, shared int, visit func(int) bool) bool {
	if to-from < 2 || shared == 8*sha256.Size {
		for _, i := range s.index[from:to] {
			if !visit(i) {
				return false
			}
		}
		return true
	}
	middle, end := from, to // of the zeros
	for middle < end {
		if m := (middle + end) / 2; s.ids[m].bit(shared) == 0 {
			middle = m + 1
		} else {
			end = m
		}
	}
	if target.bit(shared) == 0 {
		return s.descend(target, from, middle, shared+1, visit) && s.descend(target, middle, to, shared+1, visit)
	}
	return s.descend(target, middle, to, shared+1, visit) && s.descend(target, from, middle, shared+1, visit)
}
