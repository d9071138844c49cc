package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// checkGround makes the underlay of the network, and so finds the faults of
// tables, files and manifests.
func (d *loader) checkGround() {
	net := &d.spec.Network
	if !d.Given("network") || !d.Sound("network") {
		return
	}
	kube := net.Kubernetes != nil
	for _, key := range []string{"peers", "latency", "asymmetric", "jitter", "loss"} {
		at := strict.Join("network", key)
		switch {
		case kube && d.Given(at):
			d.Fault(at, d.Node(at), key+" beside kubernetes", "either kubernetes, or peers and latency", "")
		case !kube && !d.Given(at) && (key == "peers" || key == "latency") && !d.Bad[at]:
			d.Fault(at, d.Node("network"), key+" is missing", map[string]string{"peers": "a list", "latency": d.Language.NounOf(strict.Field{}, reflect.TypeFor[Latency]())}[key]+"; or kubernetes", "")
		case key == "asymmetric" && net.Asymmetric && !kube:
			if law := net.Latency.Law; d.Given("network.latency") && (law == nil || law.Params().Law == dist.ConstantLaw) {
				d.Fault(at, d.Node(at), "asymmetric with a latency that is not drawn", "a latency such as uniform or lognormal", "")
			}
		}
	}
	if c := net.Latency.Coordinates; c != nil && (c.File == nil) == (c.Square == nil) {
		at := "network.latency.coordinates"
		d.Fault(at, d.Node(at), "coordinates have a file and a square, or neither", "one of file or square", "")
	}
	if d.unsound("network") {
		d.layLatency()
		return
	}
	g, err := underlay.Lay(net)
	var ge underlay.Error
	if errors.As(err, &ge) {
		d.groundFault(ge)
		return
	}
	d.ground, d.places = g, g
}

// layLatency looks at the latency alone where something else of the network is wrong, so
// that all mistakes are told at once.
func (d *loader) layLatency() {
	const at = "network.latency"
	if !d.Given(at) || d.unsound(at) {
		return
	}
	g, err := underlay.Lay(&spec.Network{Latency: d.spec.Network.Latency})
	var ge underlay.Error
	if errors.As(err, &ge) {
		d.groundFault(ge)
		return
	}
	d.places = g
}

// unsound reports whether any value below path has a problem.
func (d *loader) unsound(path string) bool {
	for p := range d.Bad {
		if p == path || len(p) > len(path) && p[:len(path)+1] == path+"." {
			return true
		}
	}
	return false
}

// groundFault notes the faults in e, each at its place in the file that the
// scenario names if it has one.
func (d *loader) groundFault(e underlay.Error) {
	d.Bad[e.Path] = true
	n := d.Node(e.Path)
	name := d.fileNamed(e.Path)
	for _, err := range flatten(e.Err) {
		f := say.FaultOf(err)
		switch {
		case f.File != "" && f.Line > 0: // the fault has a better place
			d.Note(*f)
		case f.File != "":
			d.Fault(e.Path, n, f.File+": "+f.Message, f.Want, f.Hint)
		case f.Line > 0:
			d.Note(Problem{File: name, Line: f.Line, Column: max(f.Column, 1), Message: f.Message, Want: f.Want, Hint: f.Hint})
		default:
			d.Fault(e.Path, n, f.Message, f.Want, f.Hint)
		}
	}
}

// fileNamed returns the name of the file that the value at path holds or names,
// else of the scenario.
func (d *loader) fileNamed(path string) string {
	n := d.At[path]
	if n == nil {
		return d.File
	}
	if held := d.At[strict.Join(path, "name")]; held != nil {
		return held.Value
	}
	if n.Value != "" {
		return n.Value
	}
	return d.File
}

// flatten takes joined errors apart.
func flatten(err error) []error {
	var many interface{ Unwrap() []error }
	if !errors.As(err, &many) {
		return []error{err}
	}
	var out []error
	for _, e := range many.Unwrap() {
		out = append(out, flatten(e)...)
	}
	return out
}

// checkConnections holds the marks of the connection manager against each other.
func (d *loader) checkConnections() {
	if c, at := d.spec.Network.Connections, "network.connections"; c != nil && !d.unsound(at) && c.Low > c.High {
		d.Fault(at, d.Node(at), fmt.Sprintf("low is %d and high %d", c.Low, c.High), "low at most high", "")
	}
}

// checkStack holds the stack of hosts against what needs another.
func (d *loader) checkStack() {
	net := &d.spec.Network
	d.checkProtocolsOfStack()
	sockets := net.Stack == spec.Libp2pStack || net.Stack == spec.Machines
	if at := "network.libp2p"; net.Stack != spec.Libp2pStack && net.Libp2p != nil && !d.Bad[at] {
		d.Fault(at, d.Node(at), "libp2p without its stack", "stack: libp2p", "")
	}
	if !sockets {
		d.checkWithoutSockets()
		return
	}
	d.checkNATs()
	if l, at := net.Libp2p, "network.libp2p.relays"; l != nil && l.Relays != "" && !d.Bad[at] &&
		!slices.ContainsFunc(net.Peers, func(g Group) bool { return g.Group == l.Relays && !g.BehindNAT() }) {
		d.Fault(at, d.Node(at), fmt.Sprintf("%q is no group that others can dial", say.Clip(l.Relays)), "a group of network.peers without a NAT", "")
	}
	if at := "network.kubernetes"; net.Kubernetes != nil && !d.Bad[at] {
		d.Fault(at, d.Node(at), "kubernetes beside stack "+net.Stack, "stack: mocknet, which has clusters", "")
	}
	if at := "network.connections"; net.Stack == spec.Machines && net.Connections != nil && !d.Bad[at] {
		d.Fault(at, d.Node(at), "connections beside stack machines", "stack: mocknet or libp2p, whose hosts manage connections", "")
	}
}

// checkWithoutSockets finds what hosts on mocknet do not have.
func (d *loader) checkWithoutSockets() {
	net := &d.spec.Network
	if at := "network.record"; net.Record != "" && !d.Bad[at] {
		d.Fault(at, d.Node(at), "packets without sockets", "stack: libp2p or machines, which send packets", "")
	}
	if at := "network.names"; len(net.Names) > 0 && !d.Bad[at] {
		d.Fault(at, d.Node(at), "names without sockets", "stack: libp2p or machines, which resolve names", "")
	}
	for i, g := range net.Peers {
		for _, k := range []struct {
			key   string
			given bool
			what  string
			want  string
		}{
			{"nat", g.NAT != "", "a NAT", "stack: libp2p or machines, or dialable: false"},
			{"transports", g.Transports != "", "transports", "stack: libp2p, whose hosts have them"},
			{"addresses", g.Addresses > 1, "addresses", "stack: libp2p or machines, which have them"},
			{"ipv6", g.IPv6, "ipv6", "stack: libp2p or machines, which have it"},
		} {
			if at := strict.Join(groupPath(i), k.key); k.given && !d.Bad[at] {
				d.Fault(at, d.Node(at), k.what+" without sockets", k.want, "")
			}
		}
	}
}

// checkNATs holds what groups say about NATs against what else they say.
func (d *loader) checkNATs() {
	peers := d.spec.Network.Peers
	boxes := map[string]*Group{} // the first group behind the NAT of each LAN
	for i := range peers {
		g := &peers[i]
		if at := strict.Join(groupPath(i), "dialable"); g.NAT != "" {
			if d.Given(at) && g.Dialable && !d.Bad[at] {
				d.Fault(at, d.Node(at), "dialable behind a NAT", "no nat, or no dialable", "")
			}
			g.Dialable = false
		}
		if !g.BehindNAT() {
			continue
		}
		for _, k := range []struct {
			key   string
			given bool
		}{{"addresses", g.Addresses > 1}, {"ipv6", g.IPv6}} {
			if at := strict.Join(groupPath(i), k.key); k.given && !d.Bad[at] {
				d.Fault(at, d.Node(at), k.key+" behind a NAT", "peers without a NAT: one that is behind one has a private address of IPv4 alone", "")
			}
		}
		at := strict.Join(groupPath(i), "nat")
		if g.LAN == "" || d.unsound(at) {
			continue
		}
		if first := boxes[g.LAN]; first == nil {
			boxes[g.LAN] = g
		} else if !first.SameNAT(g) {
			d.Fault(at, d.Node(at), fmt.Sprintf("LAN %q has the NAT of %s, and another", g.LAN, first.Group), "one nat for all of a LAN that are behind one, or LANs of their own", "")
		}
	}
}

// checkTCP holds the congestion window of TCP against what has none, or always one.
func (d *loader) checkTCP() {
	net, at := &d.spec.Network, "network.tcp"
	switch {
	case net.TCP == "" || d.Bad[at] || d.Bad["network.stack"]:
	case hasSockets(d.spec) && net.TCP == "ideal":
		d.Fault(at, d.Node(at), "ideal beside stack "+net.Stack, "reno or cubic: sockets have a congestion window", "")
	case !hasSockets(d.spec) && net.TCP != "ideal" && net.Dial.Handshake == "quic":
		d.Fault(at, d.Node(at), net.TCP+" beside the handshake of QUIC", "dial: {handshake: tcp-noise-yamux}, or stack: libp2p, whose QUIC has a congestion control of its own", "")
	}
}

// checkProtocolsOfStack finds protocols and keys of groups that want another stack.
func (d *loader) checkProtocolsOfStack() {
	stack := d.spec.Network.Stack
	for i, g := range d.spec.Network.Peers {
		if at := strict.Join(groupPath(i), "transports"); stack == spec.Machines && g.Transports != "" && !d.Bad[at] {
			d.Fault(at, d.Node(at), "transports without hosts", "stack: libp2p, whose hosts have them", "")
		}
	}
	for i := range d.spec.Protocols {
		p := d.spec.Protocols[i].Protocol
		at := strict.Join("protocols", p.Name)
		switch {
		case p.Machine && stack != spec.Machines:
			d.Fault(at, d.Node(at), p.Name+" without machines", "stack: machines, on which its programs run", "")
		case !p.Machine && stack == spec.Machines:
			d.Fault(at, d.Node(at), p.Name+" beside stack machines", "stack: mocknet or libp2p, which have hosts", "")
		}
	}
}

// checkRegions holds regions, positions and LANs of groups against the network,
// and spreads peers without a region over the regions that there are.
func (d *loader) checkRegions() {
	net := &d.spec.Network
	if d.places == nil || net.Kubernetes != nil {
		return
	}
	lans := map[string]bool{}
	var lanNames []string
	for i, l := range net.LANs {
		at := "network.lans." + strconv.Itoa(i) + ".lan"
		if lans[l.LAN] {
			d.Fault(at, d.Node(at), fmt.Sprintf("LAN %q is here twice", l.LAN), "each LAN once", "")
			continue
		}
		lans[l.LAN] = true
		lanNames = append(lanNames, l.LAN)
	}
	regions := d.places.Places()
	for i := 0; i < len(net.Peers) && !d.Problems.Full(); i++ {
		g, at := &net.Peers[i], strict.Join(groupPath(i), "region")
		switch {
		case regions == nil && g.Region != "":
			d.Fault(at, d.Node(at), fmt.Sprintf("region %q needs a latency table", say.Clip(g.Region)), "no region, or a latency that is a table, matrix or graph", "")
		case regions != nil && g.Region == "":
			g.Region = Weighted
		case regions != nil && g.Region != Weighted && d.places.Region(g.Region) < 0:
			names := append([]string{Weighted}, regions...)
			want, hint := "weighted or a region of the latency", near.Word(g.Region, names)
			if hint == "" {
				want = say.List(names)
			}
			d.Fault(at, d.Node(at), fmt.Sprintf("the latency has no region %q", say.Clip(g.Region)), want, hint)
		}
		if at := strict.Join(groupPath(i), "position"); g.Position != nil && net.Latency.Coordinates == nil {
			d.Fault(at, d.Node(at), "a position needs latency coordinates", "no position, or latency: {coordinates: …}", "")
		}
		if at := strict.Join(groupPath(i), "lan"); g.LAN != "" && !lans[g.LAN] {
			d.Fault(at, d.Node(at), fmt.Sprintf("no LAN is called %q", g.LAN), say.List(append(slices.Clip(lanNames), "a LAN of network.lans")), near.Word(g.LAN, lanNames))
		}
	}
	if d.ground != nil {
		d.ground.Groups = net.Peers // with their regions
	}
}
