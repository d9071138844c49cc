package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/sec"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"

	"github.com/libp2p-sim/sim/sim/dist"
)

// Errors of a dial, as protocols see them. Those that go-libp2p's swarm has a name
// for are that to errors.Is.
var (
	ErrDialTimeout = &dialError{"dial timed out", context.DeadlineExceeded}
	ErrDialRefused = &dialError{"connection refused", syscall.ECONNREFUSED}
	ErrDialBackoff = &dialError{"dial backoff", swarm.ErrDialBackoff}
	ErrNoAddresses = &dialError{"no addresses", swarm.ErrNoAddresses}
	ErrDialToSelf  = &dialError{"dial to self attempted", swarm.ErrDialToSelf}
	ErrNoGoodAddrs = &dialError{"no good addresses", swarm.ErrNoGoodAddresses}
)

type dialError struct {
	text string
	is   error
}

func (e *dialError) Error() string { return "sim: " + e.text }
func (e *dialError) Unwrap() error { return e.is }

// handshake spends the time that a dial takes and makes the connection. Its
// packets go there and back, one after the other; one that is lost, or meets
// nobody, is sent again after a while, until the dial times out, or until left is
// closed. If another peer than p answers, the handshake fails at its end.
func (h *fabricHost) handshake(p peer.ID, to *Node, left <-chan struct{}) (*conn, error) {
	w := h.node.world
	cfg := w.cfg.Dial
	now, timeout := clock(), h.node.dialTimeout()
	d := &handshake{world: w, host: h, to: to, left: left, end: now.plus(timeout), answered: now.plus(timeout)}
	if cfg.Timeout.Params().Law != dist.ConstantLaw {
		d.answered = now.plus(max(timeout, transportTimeout))
	}
	if to == nil || !to.Dialable { // nobody's address, or behind a NAT
		return nil, d.timeOut()
	}
	if cfg.Handshake == NoHandshake {
		// One way, to find out whether anybody is there.
		if err := d.leg(h.node, to); err != nil {
			return nil, err
		}
	}
	for range cfg.Handshake {
		if err := d.leg(h.node, to); err != nil {
			return nil, err
		}
		if err := d.leg(to, h.node); err != nil {
			return nil, err
		}
	}
	if to.ID != p {
		return nil, sec.ErrPeerIDMismatch{Expected: p, Actual: to.ID}
	}
	if c := h.best(p); c != nil {
		return c, nil // the other side's dial came first
	}
	return h.establish(d.far)
}

// dialTimeout is how long the next dial of n may take.
func (n *Node) dialTimeout() time.Duration {
	timeout := n.world.cfg.Dial.Timeout
	if timeout.Params().Law == dist.ConstantLaw { // the usual case, without a stream of its own
		return timeout.Mean()
	}
	if n.timeouts == nil {
		n.timeouts = n.world.Rand("dial/timeout/" + n.Name)
	}
	return timeout.Sample(n.timeouts)
}

// transportTimeout is how long go-libp2p's TCP transport waits for one address.
const transportTimeout = 5 * time.Second

// A handshake is the exchange of packets that makes a dial.
type handshake struct {
	world *World
	host  *fabricHost     // dials
	to    *Node           // listens, nil if nobody does
	left  <-chan struct{} // closed when nobody waits for the dial any more
	far   *fabricHost     // the incarnation of to that answered first, nil before

	end      instant    // when it is over if the other side is silent
	answered instant    // when it is over if the other side answers; not before end
	legs     int        // packets so far, without those that were sent again
	rand     *rand.Rand // nil until something is left to chance
}

// silent reports whether nobody can answer now.
func (d *handshake) silent() bool {
	w, from := d.world, d.host.node
	return d.to == nil || d.to.host == nil || !d.to.Dialable || w.Blocked(from, d.to) || w.Blocked(d.to, from)
}

// rest is how long the dial may still take.
func (d *handshake) rest() time.Duration {
	if d.silent() {
		return d.end.since(clock())
	}
	return d.answered.since(clock())
}

// firstRTO is how long the first packet waits for an answer (RFC 6298, section
// 2.1); later ones know the round-trip time.
const firstRTO = time.Second

// leg brings one packet from one side to the other.
func (d *handshake) leg(from, to *Node) error {
	w := d.world
	rto := firstRTO
	if d.legs > 0 {
		rto = w.route(from, to).RTO()
	}
	d.legs++
	for ; ; rto = min(2*rto, maxRTO) {
		way := &w.route(from, to).There
		w.worsens(from, to)
		delay := way.Delay
		lost := false
		if random(w.route(from, to)) {
			if d.rand == nil {
				d.rand = w.Rand(fmt.Sprintf("dial/%s/%s/%d", d.host.node.Name, d.to.Name, w.pair(from, to).conns))
			}
			delay += way.Jitter.Draw(d.rand)
			lost = d.rand.Float64() < way.Loss.Mean()
		}
		if delay >= d.rest() {
			return d.timeOut()
		}
		if err := d.sleep(delay, nil); err != nil {
			return err
		}
		if !w.stops(from, to) && !lost {
			switch {
			case to == d.host.node:
				return nil
			case d.answers():
				return nil
			case (to.host == nil || d.far != nil && d.far != to.host) && w.cfg.Dial.Refuse:
				return d.sleep(w.route(to, from).There.Delay, ErrDialRefused)
			}
		}
		if wait := rto - delay; wait < d.rest() {
			if err := d.sleep(wait, nil); err != nil {
				return err
			}
			continue
		}
		return d.timeOut()
	}
}

// answers reports whether the host that is dialled answers a packet that has just come
// there: of a process that is stopped, the kernel answers the first.
func (d *handshake) answers() bool {
	h := d.to.host
	if h == nil || d.far != nil && d.far != h || d.to.paused && d.legs > 1 {
		return false
	}
	d.far = h
	return true
}

// timeOut waits until the dial has taken as long as it may.
func (d *handshake) timeOut() error { return d.sleep(d.rest(), ErrDialTimeout) }

// errLeft ends a dial for which nobody waits any more.
var errLeft = errors.New("sim: nobody waits for the dial")

// sleep waits and returns err, errDown if the host went down meanwhile, or errLeft.
func (d *handshake) sleep(wait time.Duration, err error) error {
	if wait > 0 {
		t := time.NewTimer(wait)
		defer t.Stop()
		select {
		case <-t.C:
		case <-d.host.gone:
		case <-d.left:
		}
	}
	if d.host.dead {
		return errDown
	}
	select {
	case <-d.left:
		return errLeft
	default:
		return err
	}
}
