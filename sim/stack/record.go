package stack

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"maps"
	"net"
	"reflect"
	"slices"
	"time"
	"unsafe"

	"github.com/flynn/noise"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	goyamux "github.com/libp2p/go-yamux/v5"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A recorder knows the connections of a world's hosts, of which each has an end at either
// host, and writes what they do into the event log.
type recorder struct {
	wires   map[[sha256.Size]byte]*wire // those of which one end is there, by its secret
	swept   int                         // wires that were left when sweep last looked
	dialled map[*sim.Node]int64         // numbers of connections given so far
	opened  map[*sim.Node]int64         // and of streams
	// aliases are the identities under which hosts dial back for AutoNAT, since a peer
	// that is connected would not be dialled.
	aliases map[peer.ID]*sim.Node
}

// node returns whose identity it is, nil if nobody's.
func (r *recorder) node(w *sim.World, id peer.ID) *sim.Node {
	if n := r.aliases[id]; n != nil {
		return n
	}
	return w.Node(id)
}

// A voice is a node in one of its lives, and says what its host does.
type voice struct {
	*sim.Node
	life int
}

// tell records an event, and returns its number, and whether the life goes on.
func (v voice) tell(e *trace.Event) (id int64, ok bool) { return v.Tell(v.life, e) }

// A wire is a connection, found by both of its ends by the secret that they share.
type wire struct {
	transport string
	nth       int64           // number among those that the dialler dialled
	awaited   voice           // whose end is not there yet
	closed    time.Time       // when the end that is there was closed
	talks     map[int64]*talk // streams that were opened and not yet accepted, by the muxer's number
}

// recorder returns the recorder of a world.
func (c *Config) recorder(w *sim.World) *recorder {
	if c.recorders == nil {
		c.recorders = map[*sim.World]*recorder{}
	}
	r := c.recorders[w]
	if r == nil {
		r = &recorder{wires: map[[sha256.Size]byte]*wire{}, dialled: map[*sim.Node]int64{}, opened: map[*sim.Node]int64{}, aliases: map[peer.ID]*sim.Node{}}
		c.recorders[w] = r
	}
	return r
}

// A line is one end of a connection that is recorded.
type line struct {
	network.MuxedConn
	rec     *recorder
	node    voice
	far     *sim.Node
	wire    *wire
	dialled bool                            // by node
	open    bool                            // and the log says so
	number  func(network.MuxedStream) int64 // that the muxer gave a stream
}

// join makes the end of a connection at a host.
func (r *recorder) join(c network.MuxedConn, n voice, local, remote peer.ID, transport string, secret []byte, dialled bool, number func(network.MuxedStream) int64) (*line, error) {
	if local != n.ID {
		r.aliases[local] = n.Node
	}
	far := r.node(n.World(), remote)
	if far == nil {
		return nil, fmt.Errorf("stack: a connection with %s, which is no peer's", remote)
	}
	key := sha256.Sum256(secret)
	w := r.wires[key]
	if w == nil {
		w = &wire{transport: transport, awaited: voice{far, far.Life()}, talks: map[int64]*talk{}}
		r.wires[key] = w
		r.sweep()
		dialler := n.Node
		if !dialled {
			dialler = far
		}
		r.dialled[dialler]++
		w.nth = r.dialled[dialler]
	} else {
		delete(r.wires, key)
	}
	l := &line{MuxedConn: c, rec: r, node: n, far: far, wire: w, dialled: dialled, number: number}
	if dialled {
		if transport == trace.Circuit { // of whose dial go-libp2p says nothing
			n.tell(&trace.Event{Kind: trace.Dial, Q: far.Name, Proto: transport})
		}
		l.open = l.tell(trace.Connect)
	} else {
		l.open = l.tell(trace.Accept)
	}
	return l, nil
}

// sweep forgets wires whose other end will never be there, since its host is gone or the
// connection is. It looks when their number has doubled.
func (r *recorder) sweep() {
	if len(r.wires) < 2*r.swept+fewWires {
		return
	}
	now := time.Now()
	maps.DeleteFunc(r.wires, func(_ [sha256.Size]byte, w *wire) bool {
		return w.awaited.Life() != w.awaited.life || !w.closed.IsZero() && now.Sub(w.closed) > lateJoin
	})
	r.swept = len(r.wires)
}

// lateJoin is longer than an end of a connection can take that the other has closed: go-libp2p
// gives a handshake a minute.
const lateJoin = 10 * time.Minute

// fewWires is how many are not worth a look.
const fewWires = 1000

func (l *line) tell(kind trace.EventKind) (ok bool) {
	nth := l.wire.nth
	if !l.dialled {
		nth = -nth
	}
	_, ok = l.node.tell(&trace.Event{Kind: kind, Q: l.far.Name, Proto: l.wire.transport, ID: nth})
	return ok
}

// As implements network.MuxedConn.
func (l *line) As(target any) bool {
	if t, ok := target.(**line); ok {
		*t = l
		return true
	}
	return l.MuxedConn.As(target)
}

// OpenStream implements network.MuxedConn.
func (l *line) OpenStream(ctx context.Context) (network.MuxedStream, error) {
	s, err := l.MuxedConn.OpenStream(ctx)
	if err != nil {
		return nil, err
	}
	l.rec.opened[l.node.Node]++
	t := &talk{opener: l.node.Node, nth: l.rec.opened[l.node.Node]}
	l.wire.talks[l.number(s)] = t
	return &end{MuxedStream: s, node: l.node, far: l.far, talk: t, opened: true}, nil
}

// AcceptStream implements network.MuxedConn.
func (l *line) AcceptStream() (network.MuxedStream, error) {
	s, err := l.MuxedConn.AcceptStream()
	if err != nil {
		l.close()
		return nil, err
	}
	n := l.number(s)
	t := l.wire.talks[n]
	if t == nil {
		panic("stack: a stream that nobody opened")
	}
	delete(l.wire.talks, n)
	return &end{MuxedStream: s, node: l.node, far: l.far, talk: t}, nil
}

func (l *line) close() {
	if l.wire.closed.IsZero() {
		l.wire.closed = time.Now()
	}
	if l.open {
		l.open = false
		l.tell(trace.Disconnect)
	}
}

// Close implements network.MuxedConn.
func (l *line) Close() error {
	l.close()
	return l.MuxedConn.Close()
}

// CloseWithError implements network.MuxedConn.
func (l *line) CloseWithError(code network.ConnErrorCode) error {
	l.close()
	return l.MuxedConn.CloseWithError(code)
}

// A muxer is go-libp2p's yamux, recorded: that of connections over TCP and over relays.
type muxer struct {
	rec  *recorder
	node voice
}

// NewConn implements network.Multiplexer.
func (m *muxer) NewConn(nc net.Conn, isServer bool, scope network.PeerScope) (network.MuxedConn, error) {
	secret, err := secretOf(nc)
	if err != nil {
		return nil, err
	}
	c, err := yamux.DefaultTransport.NewConn(nc, isServer, scope)
	if err != nil {
		return nil, err
	}
	transport := overTCP
	if nc.RemoteAddr().Network() == circuitNetwork {
		transport = trace.Circuit
	}
	between, ok := nc.(interface {
		LocalPeer() peer.ID
		RemotePeer() peer.ID
	})
	if !ok {
		return nil, fmt.Errorf("stack: %T does not know its peers", nc)
	}
	l, err := m.rec.join(c, m.node, between.LocalPeer(), between.RemotePeer(), transport, secret, !isServer, yamuxNumber)
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return l, nil
}

// circuitNetwork is the network of their addresses, as go-libp2p calls it.
const circuitNetwork = "libp2p-circuit-relay"

// yamuxNumber returns the number of a stream of go-libp2p's yamux, which is go-yamux's by
// another name.
func yamuxNumber(s network.MuxedStream) int64 {
	y := reflect.ValueOf(s).Convert(reflect.TypeFor[*goyamux.Stream]()).Interface().(*goyamux.Stream)
	return int64(y.StreamID())
}

// secretOf returns bytes that only the two ends of a connection know.
func secretOf(nc net.Conn) ([]byte, error) {
	if c, ok := nc.(interface{ ConnectionState() tls.ConnectionState }); ok {
		s := c.ConnectionState()
		return s.ExportKeyingMaterial(exporter, nil, sha256.Size)
	}
	if c, ok := nc.(*plainConn); ok {
		return c.shared, nil
	}
	// Noise has a key for either way, of which go-libp2p exports none.
	var keys [][]byte
	for _, name := range []string{"enc", "dec"} {
		v := reflect.Indirect(reflect.ValueOf(nc))
		if v.Kind() != reflect.Struct || v.FieldByName(name).Type() != reflect.TypeFor[*noise.CipherState]() {
			return nil, fmt.Errorf("stack: %T is not secured by TLS or Noise as go-libp2p does it", nc)
		}
		key := (*noise.CipherState)(unsafe.Pointer(v.FieldByName(name).Pointer())).UnsafeKey()
		keys = append(keys, key[:])
	}
	slices.SortFunc(keys, slices.Compare)
	return slices.Concat(keys...), nil
}

// exporter is the label under which TLS exports what names a connection (RFC 5705: labels
// for experiments begin so).
const exporter = "EXPERIMENTAL libp2p-sim"
