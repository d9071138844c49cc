package sim

import (
	"fmt"
	"math/rand/v2"
	"net/netip"

	"github.com/cespare/xxhash/v2"
	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/network"
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
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
	n.running, n.programs = true, make(chan struct{})
	n.renew()
	n.life++
	n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Up, P: n.Name})
	return nil
}

// plugIn adds the node's machine to the network of sockets, which the first makes.
func (n *Node) plugIn() error {
	w := n.world
	if w.inet == nil {
		var err error
		if w.inet, err = inet.New(inet.Config{Order: w.cfg.Order, Congestion: w.cfg.Congestion.law(), Route: w.routeOf, Blocked: w.blockedOf, Stopped: w.stopped, Mangle: w.mangle, Rand: w.randOf, Record: w.packet, Segment: w.segmentOf, Names: w.addrsOf, Texts: w.textsOf}); err != nil {
			return err
		}
		seal.OnExit(w.exit)
	}
	ip, err := manet.ToIP(n.Addr)
	if err != nil {
		return err
	}
	addr, _ := netip.AddrFromSlice(ip)
	addr = addr.Unmap()
	config := inet.MachineConfig{Name: n.Name, Addrs: append([]netip.Addr{addr}, n.config.further(addr)...), Label: n.label, Up: n.up, Down: n.down, Segment: n.LAN, Owner: n}
	if n.BehindNAT() {
		box := inet.BoxConfig{Filtering: inet.OnAddressPort}
		if n.config.NAT != nil {
			box = *n.config.NAT
		}
		box.Name, box.Addr = "NAT of "+n.Name, n.outside
		if config.Behind, err = w.boxOf(n, box); err != nil {
			return err
		}
	}
	n.machine, err = w.inet.Add(config)
	return err
}

// boxOf returns the NAT in front of a node: one for all that are on one LAN, that of the
// first of them.
func (w *World) boxOf(n *Node, c inet.BoxConfig) (*inet.Box, error) {
	if n.LAN == "" {
		return w.inet.AddBox(c)
	}
	var err error
	l := w.lan(n.LAN)
	if l.box == nil {
		l.box, err = w.inet.AddBox(c)
	}
	return l.box, err
}

// Machine returns the node's machine, nil if it never was one.
func (n *Node) Machine() *inet.Machine { return n.machine }

// Key returns the private key of the node's identity.
func (n *Node) Key() ic.PrivKey { return n.key }

// leaveMachine ends the programs of the node's machine in order.
func (n *Node) leaveMachine() {
	if h := n.stacked; h != nil {
		n.Do(func() { _ = h.Host.Close() })
		if n.stacked != h {
			return // it went down meanwhile
		}
		n.stacked = nil
		close(h.gone)
		n.machine.Exit()
		n.kill("leave")
		return
	}
	n.machine.Exit()
	n.kill("leave")
	n.end()
}

// listens returns where hosts at a node's address listen. That of a node that others
// cannot dial is the outside of a NAT, behind which hosts have a private one.
func (w *World) listens(addr ma.Multiaddr, c *NodeConfig) (addrs []ma.Multiaddr, outside netip.Addr, err error) {
	if w.cfg.Stack == nil && (c.Dialable || !w.cfg.Machines) {
		return []ma.Multiaddr{addr}, outside, nil
	}
	ip, err := manet.ToIP(addr)
	if err != nil {
		return nil, outside, err
	}
	a, _ := netip.AddrFromSlice(ip)
	if a = a.Unmap(); !c.Dialable {
		outside, a = w.outsideOf(c.LAN, a), w.inside(c.LAN)
	}
	if w.cfg.Stack == nil {
		inside, err := manet.FromIP(a.AsSlice())
		return []ma.Multiaddr{inside}, outside, err
	}
	for _, b := range append([]netip.Addr{a}, c.further(a)...) {
		more, err := w.cfg.Stack.Addrs(c.Group, b)
		if err != nil {
			return nil, outside, err
		}
		addrs = append(addrs, more...)
	}
	return addrs, outside, nil
}

// further returns the addresses that a machine has besides its first: of IPv4 those in the
// next subnets of the first's /16, and one of IPv6 that has the first in it. A machine behind a
// NAT has none.
func (c *NodeConfig) further(a netip.Addr) (more []netip.Addr) {
	if !c.Dialable || !a.Is4() {
		return nil
	}
	for k := 1; k < c.Addresses; k++ {
		b := a.As4()
		b[2] += byte(k)
		more = append(more, netip.AddrFrom4(b))
	}
	if c.IPv6 {
		b := [16]byte{0x26, 0x00, 15: 1}
		copy(b[4:], a.AsSlice())
		more = append(more, netip.AddrFrom16(b))
	}
	return more
}

// outsideOf returns the address of the NAT in front of a machine: on a LAN, that of the
// first.
func (w *World) outsideOf(lan string, own netip.Addr) netip.Addr {
	if lan == "" {
		return own
	}
	l := w.lan(lan)
	if !l.outside.IsValid() {
		l.outside = own
	}
	return l.outside
}

// inside returns a private address for a machine behind a NAT: the same for all that are
// alone behind one, and one after the other on a LAN.
func (w *World) inside(lan string) netip.Addr {
	seat := 0
	if lan != "" {
		l := w.lan(lan)
		seat = l.seats
		l.seats++
	}
	const each = 250 // addresses of a subnet that are used
	return netip.AddrFrom4([4]byte{192, 168, byte(seat / each), byte(2 + seat%each)})
}

func owner(m *inet.Machine) *Node { return m.Owner.(*Node) }

func (w *World) routeOf(from, to *inet.Machine) *link.Route { return w.route(owner(from), owner(to)) }

func (w *World) blockedOf(from, to *inet.Machine) bool { return w.Blocked(owner(from), owner(to)) }

func (w *World) stopped(from, to *inet.Machine) { w.stops(owner(from), owner(to)) }

func (w *World) randOf(name string) *rand.Rand { return w.Rand("inet/" + name) }

// packet records a packet: as a message if its machine has no host that tells of messages.
func (w *World) packet(p *inet.Packet) {
	from := w.byName[p.From]
	if p.From == p.To || p.To == "" || !from.Up() { // what a kernel without programs says
		return
	}
	proto := packetTCP
	if p.UDP() {
		proto = packetUDP
	}
	w.carried[proto] += int64(len(p.Data))
	w.worsens(from, w.byName[p.To])
	if w.cfg.Packets {
		w.rec.packet(&trace.Packet{
			T: p.At, P: p.From, Q: p.To, Kind: p.Kind, Src: p.Src, Dst: p.Dst,
			Seq: p.Seq, Ack: p.Ack, Arrive: p.Arrive, Data: p.Data,
		})
	}
	if w.cfg.Stack != nil {
		return
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

// A Stack makes hosts that speak through sockets, in place of hosts on mocknet.
type Stack interface {
	// Addrs returns where a host of a group with an IP address listens.
	Addrs(group string, ip netip.Addr) ([]ma.Multiaddr, error)
	// Reach returns the addresses by which others reach a node that is behind a NAT.
	Reach(n *Node) []ma.Multiaddr
	// Host makes the host of a node that is up as a machine, as work of the node. It has
	// the node's key, and listens on its addresses.
	Host(n *Node) (host.Host, error)
}

// Life tells the lives of a node apart that come up as a machine: they are numbered from 1.
func (n *Node) Life() int { return n.life }

// Tell records what the node's host, which a [Stack] made in a life, does at this instant,
// for the operation that the caller works for. It sets the event's instant and peer, and the
// number of a Send, and returns the event's number. What a host does after its life, of
// which nobody hears, is not recorded but for ends; then ok is false.
func (n *Node) Tell(life int, e *trace.Event) (id int64, ok bool) {
	e.T, e.P = int64(clock()), n.Name
	ends := e.Kind == trace.Disconnect || e.Kind == trace.DialFailed && life == n.life
	if (life != n.life || !n.running) && !ends {
		return 0, false
	}
	switch e.Kind {
	case trace.Send:
		return n.send(e), true
	case trace.Dial, trace.DialFailed:
		n.world.within(e)
	}
	n.world.rec.event(e)
	return e.ID, true
}

// A stackHost is a host of a Stack.
type stackHost struct {
	host.Host
	node *Node
	gone chan struct{} // closed when it is down for good
}

// startStack brings the node up as a machine with a host of the world's stack.
func (n *Node) startStack() error {
	if err := n.StartMachine(); err != nil {
		return err
	}
	var h host.Host
	var err error
	n.Do(func() { h, err = n.world.cfg.Stack.Host(n) })
	if err != nil {
		return fmt.Errorf("sim: host of %s: %w", n.Name, err)
	}
	n.stacked = &stackHost{h, n, make(chan struct{})}
	return nil
}

// stopStack takes the node's host of the stack down. Closing it leaves connections as a
// program that ends in order does; without power nobody hears of it.
func (n *Node) stopStack() {
	if h := n.stacked; h != nil {
		n.stacked = nil
		close(h.gone)
		n.Go(func() { _ = h.Host.Close() }) // waits for its goroutines
	}
}

// StackMetrics are the metrics of hosts that a Stack makes.
var StackMetrics = []trace.MetricDef{
	{
		Name: "stack.connections.direct", Unit: "connections", Kind: trace.Gauge, Help: "Connections between hosts that are open, each once.",
		Caption: trace.Caption{Title: "Direct connections", Axis: "open connections", Noun: "connections"},
	},
	{
		Name: "stack.connections.relayed", Unit: "connections", Kind: trace.Gauge, Help: "Connections over a relay that are open, each once.",
		Caption: trace.Caption{Title: "Connections over relays", Axis: "open connections", Noun: "connections"},
	},
	dialled("tcp", "TCP"), dialTime("tcp", "TCP"), dialled("quic", "QUIC"), dialTime("quic", "QUIC"),
	traffic(packetTCP, "TCP"), traffic(packetUDP, "UDP"),
	{
		Name: HolePunched, Unit: "1", Kind: trace.Ratio, Help: "Whether peers that met over a relay connected directly, of all that tried (DCUtR); each of the two tells it.",
		Caption: trace.Caption{Title: "Hole punches that succeed", Axis: "share of hole punches", Noun: "hole punches"},
	},
	{
		Name: HolePunchTime, Unit: "ns", Kind: trace.Duration, Help: "How long a hole punch that succeeds takes.",
		Caption: trace.Caption{Title: "Time of a hole punch", Axis: "time of a hole punch", Noun: "hole punches"},
	},
}

func dialled(transport, title string) trace.MetricDef {
	return trace.MetricDef{
		Name: "stack.dial." + transport + ".success", Unit: "1", Kind: trace.Ratio, Help: "Whether a dial of one address over " + title + " succeeds; the key says how it ended (ok, timeout, refused, unreachable or failed), and whom it was to reach. Dials that were given up since another address was faster are not counted.",
		Caption: trace.Caption{Title: "Dials over " + title + " that succeed", Axis: "share of dials", Noun: "dials"},
	}
}

func dialTime(transport, title string) trace.MetricDef {
	return trace.MetricDef{
		Name: "stack.dial." + transport + ".time", Unit: "ns", Kind: trace.Duration, Help: "How long a dial over " + title + " that succeeds takes, to the secured connection.",
		Caption: trace.Caption{Title: "Time of a dial over " + title, Axis: "time of a dial", Noun: "dials"},
	}
}

func traffic(proto, title string) trace.MetricDef {
	return trace.MetricDef{
		Name: "stack.traffic." + proto, Unit: "B/s", Kind: trace.Gauge, Help: "What all hosts sent over " + title + " since the sample before, without headers.",
		Caption: trace.Caption{Title: "Traffic over " + title, Axis: "bytes a second", Noun: "samples"},
	}
}

// Metrics that a Stack emits.
const (
	HolePunched   = "stack.hole_punch.success"
	HolePunchTime = "stack.hole_punch.time"
)

// SampleStack reads the gauges of hosts that a Stack makes, if there are any.
func (w *World) SampleStack() {
	if w.cfg.Stack == nil {
		return
	}
	direct, relayed := 0, 0
	for _, n := range w.nodes {
		if n.stacked == nil {
			continue
		}
		for _, c := range n.stacked.Network().Conns() {
			switch {
			case c.Stat().Direction != network.DirOutbound:
			case c.Stat().Limited:
				relayed++
			default:
				direct++
			}
		}
	}
	w.Emit("stack.connections.direct", float64(direct), "", "")
	w.Emit("stack.connections.relayed", float64(relayed), "", "")
	now := clock()
	for _, proto := range []string{packetTCP, packetUDP} {
		if took := now.since(w.metered); took > 0 {
			w.Emit("stack.traffic."+proto, float64(w.carried[proto])/took.Seconds(), "", "")
		}
	}
	w.carried, w.metered = map[string]int64{}, now
}
