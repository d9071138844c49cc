package sim

import (
	"fmt"

	ma "github.com/multiformats/go-multiaddr"
)

// address returns the public address of a node, which follows from its slot and from
// how many were there before it. All are distinct, and each is in a /16 of its own as
// long as there are any: kad-dht's diversity filter and the like look at prefixes.
func address(slot, generation int) (ma.Multiaddr, error) {
	const perRound = 223 * 256
	// 35281 divides the modulus as the golden ratio would: successors are far apart.
	i := slot + generation*35281
	round := slot/perRound + generation
	j := i % perRound
	for k := 0; ; k++ {
		// 7919 is prime to the modulus: a walk over all of them.
		x := (j*7919 + k*104729) % perRound
		a, b := x/256+1, x%256
		if !reserved(a, b) {
			return ma.NewMultiaddr(fmt.Sprintf("/ip4/%d.%d.%d.%d/tcp/4001", a, b, round%250+1, slot%250+1))
		}
	}
}

// reserved reports whether a.b.0.0/16 is not, or not all, public (IANA
// special-purpose registry).
func reserved(a, b int) bool {
	switch a {
	case 10, 127:
		return true
	case 100:
		return b >= 64 && b < 128
	case 169:
		return b == 254
	case 172:
		return b >= 16 && b < 32
	case 192:
		return b == 0 || b == 88 || b == 168
	case 198:
		return b == 18 || b == 19 || b == 51
	case 203:
		return b == 0
	}
	return false
}
