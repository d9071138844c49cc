package stack

import (
	"context"
	"errors"
	"net"
	"os"
	"strings"
	"syscall"
	"time"

	"github.com/libp2p/go-libp2p/core/connmgr"
	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/pnet"
	"github.com/libp2p/go-libp2p/core/transport"
	libp2pquic "github.com/libp2p/go-libp2p/p2p/transport/quic"
	"github.com/libp2p/go-libp2p/p2p/transport/quicreuse"
	"github.com/libp2p/go-libp2p/p2p/transport/tcp"
	"github.com/libp2p/go-libp2p/p2p/transport/tcpreuse"
	ma "github.com/multiformats/go-multiaddr"
	"github.com/quic-go/quic-go"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// The transports of hosts, as multiaddrs call them.
const (
	overTCP  = "tcp"
	overQUIC = "quic-v1"
)

// A dialler records the dials of a host over one transport: one for each address.
type dialler struct {
	rec       *recorder
	node      voice
	transport string
}

// dial records a dial.
func (d *dialler) dial(ctx context.Context, p peer.ID, do func() (transport.CapableConn, error)) (transport.CapableConn, error) {
	far := d.rec.node(d.node.World(), p)
	if far == nil {
		return do()
	}
	begin := time.Now()
	if _, ok := d.node.tell(&trace.Event{Kind: trace.Dial, Q: far.Name, Proto: d.transport}); !ok {
		return do() // a host that is being taken down, of which nobody hears
	}
	c, err := do()
	if err != nil {
		d.node.tell(&trace.Event{Kind: trace.DialFailed, Q: far.Name, Proto: d.transport, Detail: oneLine(err)})
		switch late := errors.Is(context.Cause(ctx), context.DeadlineExceeded); {
		case late:
			d.emit(far, "timeout", 0) // of the dial as a whole
		case ctx.Err() != context.Canceled: // or another address was faster
			d.emit(far, outcome(err), 0)
		}
		return nil, err
	}
	var l *line
	if c.As(&l) && !l.dialled { // both dialled, and the other is the client (DCUtR)
		d.node.tell(&trace.Event{Kind: trace.DialFailed, Q: far.Name, Proto: d.transport, Detail: "met a dial of the other's"})
	}
	d.emit(far, "ok", 1)
	d.node.World().Emit(metricOf(d.transport, "time"), float64(time.Since(begin).Nanoseconds()), d.node.Name, far.Name)
	return c, nil
}

// emit tells of how a dial ended.
func (d *dialler) emit(far *sim.Node, outcome string, success float64) {
	d.node.World().Emit(metricOf(d.transport, "success"), success, d.node.Name, outcome+" "+far.Name)
}

// metricOf is the name of a metric of dials over a transport.
func metricOf(transport, of string) string {
	if transport == overQUIC {
		transport = "quic"
	}
	return "stack.dial." + transport + "." + of
}

// oneLine is an error for the log.
func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }

// outcome names the kind of an error of a dial.
func outcome(err error) string {
	var nerr net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "refused"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		return "unreachable"
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &nerr) && nerr.Timeout():
		return "timeout"
	}
	return "failed"
}

// tcpTransport makes go-libp2p's TCP transport, recorded.
func (r *recorder) tcpTransport(n voice) any {
	return func(u transport.Upgrader, rcmgr network.ResourceManager, shared *tcpreuse.ConnMgr) (*tcpDialler, error) {
		t, err := tcp.NewTCPTransport(u, rcmgr, shared)
		if err != nil {
			return nil, err
		}
		return &tcpDialler{t, &dialler{r, n, overTCP}}, nil
	}
}

type tcpDialler struct {
	*tcp.TcpTransport
	dials *dialler
}

// Dial implements transport.Transport.
func (t *tcpDialler) Dial(ctx context.Context, addr ma.Multiaddr, p peer.ID) (transport.CapableConn, error) {
	return t.DialWithUpdates(ctx, addr, p, nil)
}

// DialWithUpdates implements transport.DialUpdater.
func (t *tcpDialler) DialWithUpdates(ctx context.Context, addr ma.Multiaddr, p peer.ID, updates chan<- transport.DialUpdate) (transport.CapableConn, error) {
	return t.dials.dial(ctx, p, func() (transport.CapableConn, error) {
		return t.TcpTransport.DialWithUpdates(ctx, addr, p, updates)
	})
}

// quicTransport makes go-libp2p's QUIC transport, recorded.
func (r *recorder) quicTransport(n voice) any {
	return func(key ic.PrivKey, conns *quicreuse.ConnManager, psk pnet.PSK, gater connmgr.ConnectionGater, rcmgr network.ResourceManager) (transport.Transport, error) {
		t, err := libp2pquic.NewTransport(key, conns, psk, gater, rcmgr)
		if err != nil {
			return nil, err
		}
		return &quicDialler{t, &dialler{r, n, overQUIC}}, nil
	}
}

type quicDialler struct {
	transport.Transport
	dials *dialler
}

// Dial implements transport.Transport.
func (t *quicDialler) Dial(ctx context.Context, addr ma.Multiaddr, p peer.ID) (transport.CapableConn, error) {
	return t.dials.dial(ctx, p, func() (transport.CapableConn, error) {
		c, err := t.Transport.Dial(ctx, addr, p)
		if err != nil {
			return nil, err
		}
		punched, client, _ := network.GetSimultaneousConnect(ctx)
		return t.record(c, !punched || client)
	})
}

// ListenOrder says when the swarm is to listen: as go-libp2p's QUIC.
func (t *quicDialler) ListenOrder() int { return libp2pquic.ListenOrder }

// record records a QUIC connection, which has a muxer of its own.
func (t *quicDialler) record(c transport.CapableConn, dialled bool) (transport.CapableConn, error) {
	var q *quic.Conn
	if !c.As(&q) {
		_ = c.Close()
		return nil, errors.New("stack: a connection over QUIC that is none of quic-go")
	}
	s := q.ConnectionState().TLS
	secret, err := s.ExportKeyingMaterial(exporter, nil, 32)
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	l, err := t.dials.rec.join(c, t.dials.node, c.LocalPeer(), c.RemotePeer(), overQUIC, secret, dialled, quicNumber)
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return &quicLine{c, l}, nil
}

// A quicLine is a line over QUIC.
type quicLine struct {
	transport.CapableConn
	line *line
}

// As implements network.MuxedConn.
func (q *quicLine) As(target any) bool { return q.line.As(target) }

// OpenStream implements network.MuxedConn.
func (q *quicLine) OpenStream(ctx context.Context) (network.MuxedStream, error) {
	return q.line.OpenStream(ctx)
}

// AcceptStream implements network.MuxedConn.
func (q *quicLine) AcceptStream() (network.MuxedStream, error) { return q.line.AcceptStream() }

// Close implements network.MuxedConn.
func (q *quicLine) Close() error { return q.line.Close() }

// CloseWithError implements network.MuxedConn.
func (q *quicLine) CloseWithError(code network.ConnErrorCode) error {
	return q.line.CloseWithError(code)
}

// quicNumber returns the number of a stream of QUIC.
func quicNumber(s network.MuxedStream) int64 {
	return int64(s.(interface{ StreamID() quic.StreamID }).StreamID())
}

// Listen implements transport.Transport.
func (t *quicDialler) Listen(addr ma.Multiaddr) (transport.Listener, error) {
	l, err := t.Transport.Listen(addr)
	if err != nil {
		return nil, err
	}
	return &quicListener{l, t}, nil
}

type quicListener struct {
	transport.Listener
	transport *quicDialler
}

// Accept implements transport.Listener.
func (l *quicListener) Accept() (transport.CapableConn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if c, err = l.transport.record(c, false); err == nil {
			return c, nil
		} // else it is closed, and others may come
	}
}
