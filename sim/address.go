package sim

import (
	"fmt"
	"net/netip"
	"strings"

	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
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

// SetName gives a name of the domain name system the addresses of nodes, which programs on
// machines look up; and _dnsaddr. before it their multiaddrs as texts.
func (w *World) SetName(name string, nodes ...*Node) { w.zone[strings.ToLower(name)] = nodes }

// addrsOf returns the public addresses of a name.
func (w *World) addrsOf(name string) (addrs []netip.Addr) {
	for _, n := range w.zone[strings.ToLower(name)] {
		n = w.nodes[n.Slot]
		if n.outside.IsValid() {
			addrs = append(addrs, n.outside)
		} else if ip, err := manet.ToIP(n.Addr); err == nil {
			a, _ := netip.AddrFromSlice(ip)
			a = a.Unmap()
			addrs = append(append(addrs, a), n.config.further(a)...)
		}
	}
	return addrs
}

// textsOf returns the texts of a name.
func (w *World) textsOf(name string) (texts []string) {
	of, ok := strings.CutPrefix(strings.ToLower(name), "_dnsaddr.")
	if !ok {
		return nil
	}
	for _, n := range w.zone[of] {
		if n = w.nodes[n.Slot]; n.outside.IsValid() && w.cfg.Stack == nil {
			continue // a machine behind a NAT has no multiaddr that others can dial
		}
		for _, a := range n.AddrInfo().Addrs {
			texts = append(texts, fmt.Sprintf("dnsaddr=%s/p2p/%s", a, n.ID))
		}
	}
	return texts
}
