package sim

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	mocknet "github.com/libp2p/go-libp2p/p2p/net/mock"
)

// Errors of a dial, as protocols see them.
var (
	ErrDialTimeout = errors.New("sim: dial timed out")
	ErrDialRefused = errors.New("sim: connection refused")
	ErrDialBackoff = errors.New("sim: dial backoff")
	ErrNoAddresses = errors.New("sim: no addresses")
	ErrDialToSelf  = errors.New("sim: dial to self attempted")
)

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
	// Timeout is how long a dial waits for a peer that does not answer. go-libp2p's
	// TCP transport waits 5 s.
	Timeout time.Duration
	// Refuse makes peers that are down answer "connection refused" after a round
	// trip, as a machine does whose process has ended.
	Refuse bool
	// Backoff makes dials fail at once for a while after a failed one, as
	// go-libp2p's swarm does.
	Backoff bool
}

// A dial is in flight. All who want the same peer wait for the same one.
type dial struct {
	done chan struct{}
	conn *conn
	err  error
}

// backoff follows go-libp2p's swarm: 5 s + 1 s per square of tries, at most
// 5 min.
type backoff struct {
	tries int
	until time.Time
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
	if b := h.backoffs[p]; b != nil && time.Now().Before(b.until) {
		return nil, ErrDialBackoff
	}
	if len(h.Peerstore().Addrs(p)) == 0 {
		return nil, ErrNoAddresses
	}
	d := h.dials[p]
	if d == nil {
		d = &dial{done: make(chan struct{})}
		h.dials[p] = d
		h.node.label.Go(func() { h.runDial(d, p) })
	}
	select {
	case <-d.done:
		return d.conn, d.err
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-h.gone:
		return nil, errDown
	}
}

func (h *Host) runDial(d *dial, p peer.ID) {
	w := h.node.world
	to := w.byID[p]
	w.rec.dial(h.node, p)
	d.conn, d.err = h.handshake(to)
	delete(h.dials, p)
	if d.err != nil {
		w.rec.dialFailed(h.node, p, d.err)
		h.backOff(p)
	} else {
		delete(h.backoffs, p)
	}
	close(d.done)
}

// handshake spends the time that a dial takes and makes the connection.
func (h *Host) handshake(to *Node) (*conn, error) {
	w := h.node.world
	cfg := w.cfg.Dial
	begin := time.Now()
	if to == nil { // an address that never was anybody's
		return nil, h.pause(cfg.Timeout, ErrDialTimeout)
	}
	path := w.Path(h.node, to)
	if err := h.pause(path.There, nil); err != nil {
		return nil, err
	}
	far := to.host
	switch {
	case far == nil && cfg.Refuse && to.Dialable:
		return nil, h.pause(path.Back, ErrDialRefused)
	case far == nil, !to.Dialable:
		return nil, h.pause(cfg.Timeout-time.Since(begin), ErrDialTimeout)
	}
	rest := time.Duration(cfg.Handshake)*path.RTT() - path.There
	if cfg.Handshake == NoHandshake {
		rest = 0
	}
	if cfg.Timeout-path.There < rest {
		return nil, h.pause(cfg.Timeout-time.Since(begin), ErrDialTimeout)
	}
	if err := h.pause(rest, nil); err != nil {
		return nil, err
	}
	if c := h.conns[to.ID]; c != nil {
		return c, nil // the other side's dial came first
	}
	if far.dead {
		return nil, h.pause(cfg.Timeout-time.Since(begin), ErrDialTimeout)
	}
	return h.establish(far)
}

// pause sleeps and returns err, or errDown if the host went down meanwhile.
func (h *Host) pause(d time.Duration, err error) error {
	if d > 0 {
		t := time.NewTimer(d)
		defer t.Stop()
		select {
		case <-t.C:
		case <-h.gone:
		}
	}
	if h.dead {
		return errDown
	}
	return err
}

// establish makes the connection on mocknet and announces it on both sides.
func (h *Host) establish(far *Host) (*conn, error) {
	w := h.node.world
	if old := far.conns[h.node.ID]; old != nil {
		old.fail() // the far side still believed in a connection that we had given up
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
		c.shut()
		c.far.shut()
		return nil, fmt.Errorf("sim: mocknet: %w", err)
	}
	c.mock = m
	for _, m := range far.base.Network().ConnsToPeer(h.node.ID) {
		c.far.mock = m
	}
	w.rec.connect(c)
	return c, nil
}

// link makes sure that mocknet has one link between two incarnations, with the
// delay of the path for what mocknet itself sends: identify.
func (w *World) link(a, b *Host) error {
	if a.node.Index > b.node.Index {
		a, b = b, a
	}
	key := [2]int{a.node.Index, b.node.Index}
	l := w.links[key]
	if l.a == a && l.b == b {
		return nil
	}
	if l.link != nil {
		if err := w.mock.Unlink(l.link); err != nil {
			return fmt.Errorf("sim: mocknet: %w", err)
		}
	}
	made, err := w.mock.LinkNets(a.base.Network(), b.base.Network())
	if err != nil {
		return fmt.Errorf("sim: mocknet: %w", err)
	}
	made.SetOptions(mocknet.LinkOptions{Latency: w.Path(a.node, b.node).RTT() / 2})
	w.links[key] = mockLink{a, b, made}
	return nil
}

type mockLink struct {
	a, b *Host
	link mocknet.Link
}

func (h *Host) backOff(p peer.ID) {
	if !h.node.world.cfg.Dial.Backoff {
		return
	}
	b := h.backoffs[p]
	if b == nil {
		h.backoffs[p] = &backoff{tries: 1, until: time.Now().Add(backoffBase)}
		return
	}
	wait := min(backoffBase+backoffCoef*time.Duration(b.tries*b.tries), backoffMax)
	b.tries++
	b.until = time.Now().Add(wait)
}
