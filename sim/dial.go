package sim

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/sec"
	"github.com/libp2p/go-libp2p/p2p/net/swarm"
	ma "github.com/multiformats/go-multiaddr"

	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
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

// Handshake is the number of round trips before a dialler may send.
type Handshake int

const (
	// NoHandshake makes connections at once; dials to the dead still time out.
	NoHandshake Handshake = 0
	// QUIC: transport and TLS 1.3 in one round trip (RFC 9001, section 4.1).
	QUIC Handshake = 1
	// TCPNoiseYamux: TCP (RFC 9293) one, multistream-select for the security
	// protocol one, Noise XX one until the initiator can send, with the muxer
	// chosen inside the handshake (libp2p specs: noise, inlined-muxer-negotiation).
	TCPNoiseYamux Handshake = 3
)

// DialConfig says what dialling costs.
type DialConfig struct {
	Handshake Handshake
	// Separate lets no stream wait for what another lost, as in QUIC.
	Separate bool
	// Timeout is how long a dial waits for a peer that does not answer, drawn for
	// each dial. A constant bounds every dial, as a transport's own time-out does;
	// go-libp2p's TCP transport waits 5 s for one address. Any other law stands for
	// silent peers with different numbers of addresses and transports, and bounds
	// dials to them alone: one to a peer that answers has at least 5 s.
	Timeout dist.Dist
	// Refuse makes peers that are down answer "connection refused" after a round
	// trip, as a machine does whose process has ended.
	Refuse bool
	// Backoff makes dials fail at once for a while after a failed one, as
	// go-libp2p's swarm does.
	Backoff bool
}

// A dial is in flight. All who want the same peer wait for the same one, and when
// nobody waits any more it ends.
type dial struct {
	done    chan struct{}
	left    chan struct{} // closed when the last has left
	waiting int
	conn    *conn
	err     error
}

// backoff follows go-libp2p's swarm: 5 s + 1 s per square of tries, at most
// 5 min.
type backoff struct {
	tries int
	until instant
}

const (
	backoffBase = 5 * time.Second
	backoffCoef = time.Second
	backoffMax  = 5 * time.Minute
)

// dial returns a connection to p, the one there is or a new one.
func (h *Host) dial(ctx context.Context, p peer.ID) (*conn, error) {
	switch {
	case h.dead:
		return nil, errDown
	case p == h.node.ID:
		return nil, ErrDialToSelf
	case h.conns[p] != nil:
		return h.conns[p], nil
	}
	if noDial, _ := network.GetNoDial(ctx); noDial {
		return nil, network.ErrNoConn
	}
	if b := h.backoffs[p]; b != nil && clock() < b.until {
		return nil, ErrDialBackoff
	}
	to, err := h.listener(p)
	if err != nil {
		return nil, err
	}
	d := h.dials[p]
	if d == nil {
		d = &dial{done: make(chan struct{}), left: make(chan struct{})}
		h.dials[p] = d
		h.record(trace.Dial, p, "")
		h.node.label.Go(func() { h.runDial(d, p, to) })
	}
	d.waiting++
	select {
	case <-d.done:
		return d.conn, d.err
	case <-ctx.Done():
		if d.waiting--; d.waiting == 0 && h.dials[p] == d {
			delete(h.dials, p)
			close(d.left)
			h.record(trace.DialFailed, p, ctx.Err().Error()) // which says nothing of the peer
		}
		return nil, ctx.Err()
	case <-h.gone:
		return nil, errDown
	}
}

// record records what became of a dial of p.
func (h *Host) record(kind trace.EventKind, p peer.ID, why string) {
	w := h.node.world
	w.rec.event(&trace.Event{T: int64(clock()), Kind: kind, P: h.node.Name, Q: w.name(p), Op: seal.Task(), Detail: why})
}

// listener returns who listens where the host believes p to be, nil if nobody does:
// p itself if one of the addresses is p's, otherwise the first of others. A host does
// not dial itself.
func (h *Host) listener(p peer.ID) (*Node, error) {
	addrs := h.Peerstore().Addrs(p)
	if len(addrs) == 0 {
		return nil, ErrNoAddresses
	}
	w := h.node.world
	if n := w.byID[p]; n != nil && ma.Contains(addrs, n.Addr) {
		return n, nil
	}
	var to *Node
	own := 0
	for _, a := range addrs { // in no order
		switch n := w.listener(a); {
		case n == nil:
		case n == h.node:
			own++
		case to == nil, n.Index < to.Index:
			to = n
		}
	}
	if own == len(addrs) {
		return nil, ErrNoGoodAddrs
	}
	return to, nil
}

func (h *Host) runDial(d *dial, p peer.ID, to *Node) {
	d.conn, d.err = h.handshake(p, to, d.left)
	if errors.Is(d.err, errLeft) {
		return
	}
	delete(h.dials, p)
	if d.err != nil {
		h.record(trace.DialFailed, p, d.err.Error())
		h.backOff(p)
	} else {
		delete(h.backoffs, p)
	}
	close(d.done)
}

// handshake spends the time that a dial takes and makes the connection. Its
// packets go there and back, one after the other; one that is lost, or meets
// nobody, is sent again after a while, until the dial times out, or until left is
// closed. Whoever answers and is not p fails the handshake at its end.
func (h *Host) handshake(p peer.ID, to *Node, left <-chan struct{}) (*conn, error) {
	w := h.node.world
	cfg := w.cfg.Dial
	now, timeout := clock(), h.node.dialTimeout()
	d := &handshake{host: h, to: to, left: left, end: now.plus(timeout), answered: now.plus(timeout)}
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
	if c := h.conns[p]; c != nil {
		return c, nil // the other side's dial came first
	}
	if d.far != to.host {
		return nil, d.timeOut()
	}
	return h.establish(d.far)
}

// dialTimeout is how long the next dial of n may take.
func (n *Node) dialTimeout() time.Duration {
	law := n.world.cfg.Dial.Timeout
	if law.Params().Law == dist.ConstantLaw { // the usual case, without a stream of its own
		return law.Mean()
	}
	if n.timeouts == nil {
		n.timeouts = n.world.Rand("dial/timeout/" + n.Name)
	}
	return law.Sample(n.timeouts)
}

// transportTimeout is how long go-libp2p's TCP transport waits for one address.
const transportTimeout = 5 * time.Second

// A handshake is a dial in its middle.
type handshake struct {
	host          *Host
	to            *Node
	left          <-chan struct{} // closed when nobody waits for it
	far           *Host           // who answered first
	end, answered instant         // when it is over if the other side is silent, and if it answers
	legs          int
	rand          *rand.Rand
}

// silent reports whether nobody can answer now.
func (d *handshake) silent() bool {
	w, from := d.host.node.world, d.host.node
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
	w := d.host.node.world
	rto := firstRTO
	if d.legs > 0 {
		rto = w.route(from, to).RTO()
	}
	d.legs++
	for ; ; rto = min(2*rto, maxRTO) {
		way := &w.route(from, to).There
		delay := way.Delay
		lost := false
		if w.random(w.route(from, to)) {
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
		if !lost && !w.Blocked(from, to) {
			switch {
			case to == d.host.node:
				return nil
			case to.host != nil && !to.paused || to.paused && d.legs == 1:
				if d.far == nil {
					d.far = to.host
				}
				return nil
			case to.host == nil && w.cfg.Dial.Refuse:
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

// establish makes the connection on mocknet and announces it on both sides.
func (h *Host) establish(far *Host) (*conn, error) {
	w := h.node.world
	if old := far.conns[h.node.ID]; old != nil {
		old.expire() // the far side still believed in a connection that we had given up
	}
	for _, m := range h.base.Network().ConnsToPeer(far.node.ID) {
		_ = m.Close()
	}
	if err := w.link(h, far); err != nil {
		return nil, err
	}
	c := newConns(h, far)
	m, err := h.base.Network().DialPeer(context.Background(), far.node.ID)
	if err != nil {
		err = fmt.Errorf("sim: mocknet: %w", err)
		c.shut(err)
		c.far.shut(err)
		return nil, err
	}
	c.mock = m
	for _, m := range far.base.Network().ConnsToPeer(h.node.ID) {
		c.far.mock = m
	}
	c.record(trace.Connect)
	return c, nil
}

func (h *Host) backOff(p peer.ID) {
	if !h.node.world.cfg.Dial.Backoff {
		return
	}
	b := h.backoffs[p]
	if b == nil {
		h.backoffs[p] = &backoff{tries: 1, until: clock().plus(backoffBase)}
		return
	}
	wait := min(backoffBase+backoffCoef*time.Duration(b.tries*b.tries), backoffMax)
	b.tries++
	b.until = clock().plus(wait)
}
