package scenarios

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// A Warning is something odd in a scenario that can be run: its results may mislead.
type Warning struct {
	Path string // of the value
	Text string
}

func (w Warning) String() string { return w.Path + ": " + w.Text }

// Warnings returns the oddities of a scenario that [Load] let through.
func Warnings(s *Spec) []Warning {
	g, err := underlay.Lay(&s.Network)
	if err != nil {
		panic(err)
	}
	routes := g.SampleRoutes(&s.Network)
	var out []Warning
	for _, check := range []func(*Spec, []link.Route) (Warning, bool){noDelay, hastyDial, totalLoss, unslowedBulk, notOfStack, idleRelays, idlePunching, securesNothing, slowsNothing, manglesNothing} {
		if w, odd := check(s, routes); odd {
			out = append(out, w)
		}
	}
	return out
}

func median(routes []link.Route) link.Route { return routes[len(routes)/2] }

func short(d time.Duration) time.Duration {
	if d > time.Second {
		return d.Round(10 * time.Millisecond)
	}
	return d.Round(100 * time.Microsecond)
}

// noDelay finds networks in which answers come at once.
func noDelay(_ *Spec, routes []link.Route) (Warning, bool) {
	if len(routes) == 0 || median(routes).RTT() > 0 {
		return Warning{}, false
	}
	return Warning{"network.latency", "messages take no time, so a protocol that asks as fast as it is answered does without end at one instant what real ones do in minutes; 1ms is enough to bound it"}, true
}

// hasSockets reports whether the peers of a scenario speak through sockets.
func hasSockets(s *Spec) bool {
	return s.Network.Stack == spec.Libp2pStack || s.Network.Stack == spec.Machines
}

// hastyDial finds dials that are given up before an answer could come.
func hastyDial(s *Spec, routes []link.Route) (Warning, bool) {
	if len(routes) == 0 || hasSockets(s) {
		return Warning{}, false
	}
	const path = "network.dial.timeout"
	law, rtt := s.Network.Dial.Timeout, median(routes).RTT()
	if law.Params().Law != dist.ConstantLaw {
		if share := law.CDF(rtt); share >= 0.005 {
			return Warning{path, fmt.Sprintf("%.1f %% of the time-outs are shorter than a round trip (%v in the median of pairs): no dial to a silent peer ends so soon. A law with a least value, such as pareto, has a floor", 100*share, short(rtt))}, true
		}
		return Warning{}, false
	}
	trips := time.Duration(max(underlay.DialConfig(s.Network.Dial).Handshake, 1))
	late := 0
	for _, r := range routes {
		if trips*r.RTT() >= law.Mean() {
			late++
		}
	}
	if late == 0 {
		return Warning{}, false
	}
	return Warning{path, fmt.Sprintf("%v is less than the %d round trips of the handshake for %.1f %% of the pairs (%v in the median): these can never connect", law.Mean(), trips, 100*float64(late)/float64(len(routes)), short(trips*rtt))}, true
}

// notOfStack finds values that hosts of libp2p.New do not look at.
func notOfStack(s *Spec, _ []link.Route) (Warning, bool) {
	unset := spec.New().Network
	if !hasSockets(s) || s.Network.Dial == unset.Dial && s.Network.Keepalive == unset.Keepalive {
		return Warning{}, false
	}
	return Warning{"network", "dial and keepalive are of hosts on mocknet: those of other stacks dial and probe by their own swarm, transports and kernel"}, true
}

// overWhat returns whether peers of a group of hosts with sockets speak TCP and QUIC.
func overWhat(s *Spec, g *Group) (tcp, quic bool) {
	word := g.Transports
	if l := s.Network.Libp2p; word == "" && l != nil {
		word = l.Transports
	}
	return word != "quic", word != "tcp"
}

// allSpeak reports whether all hosts with sockets speak a transport, "tcp" or "quic", and nothing else.
func allSpeak(s *Spec, transport string) bool {
	for i := range s.Network.Peers {
		if tcp, quic := overWhat(s, &s.Network.Peers[i]); tcp && quic || tcp != (transport == "tcp") {
			return false
		}
	}
	return s.Network.Stack == spec.Libp2pStack
}

// idleRelays finds relays that nobody needs, or that those who need them cannot dial.
func idleRelays(s *Spec, _ []link.Route) (Warning, bool) {
	const path = "network.libp2p.relays"
	l := s.Network.Libp2p
	if l == nil || l.Relays == "" {
		return Warning{}, false
	}
	var tcp, quic, needed bool
	for i := range s.Network.Peers {
		if g := &s.Network.Peers[i]; g.Group == l.Relays {
			tcp, quic = overWhat(s, g)
		}
	}
	for i := range s.Network.Peers {
		g := &s.Network.Peers[i]
		if !g.BehindNAT() {
			continue
		}
		needed = true
		if t, q := overWhat(s, g); !(t && tcp || q && quic) {
			return Warning{path, fmt.Sprintf("peers of %s have no transport in common with those of %s: nobody relays for them", g.Group, l.Relays)}, true
		}
	}
	if needed {
		return Warning{}, false
	}
	return Warning{path, "nobody is behind a NAT, so nobody needs a relay; nat of a group puts its peers behind one"}, true
}

// idlePunching finds hole punching of peers that never meet over a relay.
func idlePunching(s *Spec, _ []link.Route) (Warning, bool) {
	l := s.Network.Libp2p
	if l == nil || !l.HolePunch || l.Relays != "" {
		return Warning{}, false
	}
	return Warning{"network.libp2p.hole_punching", "without relays no two peers meet over one, and nobody punches a hole"}, true
}

// securesNothing finds a security of TCP that no host speaks.
func securesNothing(s *Spec, _ []link.Route) (Warning, bool) {
	l := s.Network.Libp2p
	if l == nil || l.Security == "both" || !allSpeak(s, "quic") {
		return Warning{}, false
	}
	return Warning{"network.libp2p.security", "no host speaks TCP: QUIC has TLS whatever secures TCP"}, true
}

// slowsNothing finds a congestion window of TCP that no host speaks.
func slowsNothing(s *Spec, _ []link.Route) (Warning, bool) {
	if s.Network.TCP == "" || !allSpeak(s, "quic") {
		return Warning{}, false
	}
	return Warning{"network.tcp", "no host speaks TCP: QUIC has a congestion control of its own"}, true
}

// manglesNothing finds faults of datagrams that no host sends.
func manglesNothing(s *Spec, _ []link.Route) (Warning, bool) {
	for i, f := range s.Faults {
		if (f.Duplicate != nil || f.Corrupt != nil) && allSpeak(s, "tcp") {
			return Warning{fmt.Sprintf("faults.%d", i), "no host speaks QUIC: TCP sends no datagrams that could be hit"}, true
		}
	}
	return Warning{}, false
}

// totalLoss finds losses that let next to nothing through.
func totalLoss(s *Spec, _ []link.Route) (Warning, bool) {
	mean := s.Network.Loss.Mean()
	if mean < 0.5 {
		return Warning{}, false
	}
	return Warning{"network.loss", fmt.Sprintf("%.4g %% of all packets are lost", 100*mean)}, true
}

// bulk is the size, in bytes, up to which no congestion control would slow a message
// down much: ten segments, the initial window of TCP (RFC 6928).
const bulk = 10 * link.MSS

// unslowedBulk finds messages that real transports would slow down over lossy
// routes, and ours do not.
func unslowedBulk(s *Spec, routes []link.Route) (Warning, bool) {
	loss := s.Network.Loss.Mean()
	if len(routes) == 0 || loss == 0 || hasSockets(s) || s.Network.TCP == "reno" || s.Network.TCP == "cubic" {
		return Warning{}, false
	}
	size, at := largestMessage(s)
	if size <= bulk {
		return Warning{}, false
	}
	// Mathis, Semke, Mahdavi and Ott, The macroscopic behavior of the TCP congestion
	// avoidance algorithm (1997).
	rate := 8 * link.MSS / median(routes).RTT().Seconds() * math.Sqrt(1.5/loss)
	return Warning{at, fmt.Sprintf("messages of %d bytes over a loss of %.3g %%: there is no congestion control, so loss delays them but does not slow the flow. TCP Reno would reach some %.2g Mbit/s here (Mathis), and network.tcp: reno does", size, 100*loss, rate/1e6)}, true
}

// largestMessage returns the largest message that options and steps ask for: in
// fields that hold an amount of data, or are marked as such by a tag.
func largestMessage(s *Spec) (size int64, path string) {
	look := func(at string, of any) {
		v := reflect.ValueOf(of)
		if v.Kind() != reflect.Pointer || v.Elem().Kind() != reflect.Struct {
			return
		}
		for _, f := range reflect.VisibleFields(v.Elem().Type()) {
			if carries := f.Tag.Get("carries"); carries != "bytes" && (carries != "" || f.Type != reflect.TypeFor[sim.Bytes]()) {
				continue
			}
			if n := v.Elem().FieldByIndex(f.Index).Int(); n > size {
				name, _, _ := strings.Cut(f.Tag.Get("yaml"), ",")
				size, path = n, at+"."+name
			}
		}
	}
	for _, p := range s.Protocols {
		look("protocols."+p.Protocol.Name, p.Options)
	}
	for i, step := range s.Workload {
		look(fmt.Sprintf("workload.%d.%s", i, step.Op), step.Args)
	}
	return size, path
}
