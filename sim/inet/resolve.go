package inet

import (
	"context"
	"net"
	"net/netip"
	"strings"
)

// outside is the index of the interface to other machines.
const outside = 2

// Interfaces implements seal.Resolver: a loopback, and one interface to the others.
func (n *Net) Interfaces() (names []string, flags []uint, addrs [][]netip.Prefix) {
	names, flags = []string{"lo"}, []uint{uint(net.FlagUp | net.FlagLoopback | net.FlagRunning)}
	addrs = [][]netip.Prefix{{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix("::1/128")}}
	m := n.current()
	if m == nil || len(m.Addrs) == 0 {
		return names, flags, addrs
	}
	var own []netip.Prefix
	for _, a := range m.Addrs {
		bits := 24
		if a.Is6() {
			bits = 64
		}
		own = append(own, netip.PrefixFrom(a, bits))
	}
	return append(names, "eth0"), append(flags, uint(net.FlagUp|net.FlagBroadcast|net.FlagMulticast|net.FlagRunning)), append(addrs, own)
}

// named returns the machine with a name, of which case does not matter: the very name goes
// before others.
func (n *Net) named(name string) *Machine {
	if m := n.byLabel[name]; m != nil {
		return m
	}
	return n.byFolded[strings.ToLower(name)]
}

// Resolve implements seal.Resolver: localhost, the names of machines, and what
// [Config.Names] knows.
func (n *Net) Resolve(_ context.Context, network, name string) ([]netip.Addr, error) {
	name = strings.TrimSuffix(name, ".")
	var all []netip.Addr
	switch m := n.named(name); {
	case strings.EqualFold(name, "localhost"):
		all = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	case m != nil:
		all = m.Addrs
	case n.cfg.Names != nil:
		all = n.cfg.Names(name)
	}
	var out []netip.Addr
	for _, a := range all {
		if network == "ip4" && !a.Is4() || network == "ip6" && !a.Is6() {
			continue
		}
		out = append(out, a)
	}
	return out, nil
}

// Reverse implements seal.Resolver.
func (n *Net) Reverse(_ context.Context, addr string) ([]string, error) {
	a, err := netip.ParseAddr(addr)
	if err != nil {
		return nil, &net.DNSError{Err: "unrecognized address", Name: addr}
	}
	if a = a.Unmap(); a == netip.IPv6Loopback() || a == netip.AddrFrom4([4]byte{127, 0, 0, 1}) {
		return []string{"localhost"}, nil
	}
	if m, ok := n.public.at[a].(*Machine); ok {
		return []string{m.Name + "."}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: addr, IsNotFound: true}
}

// Texts implements seal.Resolver: what [Config.Texts] knows.
func (n *Net) Texts(_ context.Context, name string) ([]string, error) {
	if n.cfg.Texts == nil {
		return nil, nil
	}
	return n.cfg.Texts(strings.TrimSuffix(name, ".")), nil
}
