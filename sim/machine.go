package sim

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/cespare/xxhash/v2"
	ic "github.com/libp2p/go-libp2p/core/crypto"
	manet "github.com/multiformats/go-multiaddr/net"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// StartMachine brings the node up as a machine in place of a host: its programs, which
// Do and Go start, have sockets, and reach other machines by name or address. Its IP
// address is that of the node. It needs a sealed run on Linux.
func (n *Node) StartMachine() error {
	if n.Up() {
		return fmt.Errorf("sim: %s is up already", n.Name)
	}
	if n.machine == nil {
		if err := n.plugIn(); err != nil {
			return fmt.Errorf("sim: machine of %s: %w", n.Name, err)
		}
	}
	n.machine.On()
	n.running = true
	n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Up, P: n.Name})
	return nil
}

// plugIn adds the node's machine to the network of sockets, which the first makes.
func (n *Node) plugIn() error {
	w := n.world
	if w.inet == nil {
		var err error
		if w.inet, err = inet.New(inet.Config{Route: w.routeOf, Blocked: w.blockedOf, Rand: w.randOf, Record: w.packet}); err != nil {
			return err
		}
	}
	ip, err := manet.ToIP(n.Addr)
	if err != nil {
		return err
	}
	addr, _ := netip.AddrFromSlice(ip)
	n.machine, err = w.inet.Add(inet.MachineConfig{
		Name: n.Name, Addrs: []netip.Addr{addr.Unmap()}, Label: n.label, Up: n.up, Down: n.down, Owner: n,
	})
	return err
}

// Machine returns the node's machine, nil if it never was one.
func (n *Node) Machine() *inet.Machine { return n.machine }

// Key returns the private key of the node's identity.
func (n *Node) Key() ic.PrivKey { return n.key }

func owner(m *inet.Machine) *Node { return m.Owner.(*Node) }

func (w *World) routeOf(from, to *inet.Machine) *link.Route { return w.route(owner(from), owner(to)) }

func (w *World) blockedOf(from, to *inet.Machine) bool { return w.Blocked(owner(from), owner(to)) }

func (w *World) randOf(name string) *rand.Rand { return w.Rand("inet/" + name) }

// packet records a packet as a message.
func (w *World) packet(p *inet.Packet) {
	from := w.byName[p.From]
	if p.From == p.To || p.To == "" || !from.Up() { // what a kernel without programs says
		return
	}
	proto := packetTCP
	if p.UDP() {
		proto = packetUDP
	}
	from.send(&trace.Event{
		T: p.At, Q: p.To, Proto: proto, Size: max(len(p.Data), 1), Digest: xxhash.Sum64(p.Data), Arrive: p.Arrive,
		Detail: p.Kind,
	})
}

// The protocols of messages that are packets of machines.
const (
	packetTCP = "tcp"
	packetUDP = "udp"
)
