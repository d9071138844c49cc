package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/internal/tcpflow"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Config describes a world.
type Config struct {
	Seed  Seed
	Order uint64 // decides, with the senders' names, the order of what arrives at a node at one instant
	Model link.Model
	Dial  DialConfig
	// Congestion is how connections hold back what they send.
	Congestion Congestion
	Keepalive  Keepalive
	LAN        LAN            // of every LAN that has no entry in LANs
	LANs       map[string]LAN // by name
	Stack      Stack          // of the hosts; nil is mocknet
	Machines   bool           // nodes come up as machines, without a host
	Packets    bool           // whether the packets of machines are recorded, byte for byte
	Silence    bool           // nodes may be silenced, see World.Silence
	Clocks     bool           // wall clocks of nodes may be wrong, see World.SetClocks
	Tracing    trace.Sampling // of which operations to keep the spans of protocols
}

// Keepalive says how an end of a connection finds out that the other is gone:
// every Interval it probes, and gives up when a probe stays unanswered for
// Timeout. go-libp2p's yamux probes every 30 s and waits 10 s.
type Keepalive struct {
	Interval, Timeout time.Duration
}

// DialConfig says what dialling costs.
type DialConfig struct {
	Handshake Handshake
	// Separate lets no stream wait for the losses of another, as in QUIC.
	Separate bool
	// Timeout is how long a dial waits for a peer that does not answer, drawn for
	// each dial. A constant bounds every dial, as a transport's own time-out does;
	// go-libp2p's TCP transport waits 5 s for one address. Any other distribution stands for
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

// Congestion is a model of congestion control.
type Congestion int

const (
	// Ideal, between hosts on mocknet, sends what the capacity on the way takes: a loss delays
	// messages and slows nothing. Sockets have CUBIC in its place.
	Ideal Congestion = iota
	// Reno and CUBIC give each way of a connection TCP's congestion window: slow start, and
	// after a loss half of the window (RFC 5681) or CUBIC's law (RFC 9438).
	Reno
	CUBIC
)

// law is that of the windows, if there are any.
func (c Congestion) law() tcpflow.Law {
	if c == Reno {
		return tcpflow.Reno
	}
	return tcpflow.CUBIC
}

// LAN is a local network, or the inside of a machine: where multicasts are heard.
type LAN struct {
	Latency time.Duration // one way, to every listener alike
	// Between is the latency from one place to another where it is not the same to all, nil
	// where it is.
	Between func(from, to link.Place) time.Duration
	Loss    float64 // probability, for every listener on its own
}

// Share is a part of a whole, 0 to 1. Scenarios write it as 25% or 0.25.
type Share float64

// Rate is a number of bits per second. Scenarios write it as 10Mbit.
type Rate int64

// Bytes is an amount of data. Scenarios write it as 64KiB or 1MB.
type Bytes int64

// Seed is the one number from which all randomness of a run follows.
type Seed uint64

// Stream returns the random stream with a name. Streams with different names
// are independent, so that a draw more in one never moves another.
func (s Seed) Stream(name string) *rand.Rand {
	a, b := s.derive(name)
	return rand.New(rand.NewPCG(a, b))
}

func (s Seed) derive(name string) (a, b uint64) {
	sum := s.bytes(name)
	return binary.LittleEndian.Uint64(sum[:8]), binary.LittleEndian.Uint64(sum[8:16])
}

// bytes returns 32 bytes for keys.
func (s Seed) bytes(name string) [32]byte {
	buf := make([]byte, 8, 8+len(name))
	binary.LittleEndian.PutUint64(buf, uint64(s))
	return sha256.Sum256(append(buf, name...))
}

// An instant is a point of virtual time: nanoseconds since [seal.Epoch], at which
// every run begins, as in the event log. Package link counts in the same.
type instant int64

// never is the instant of an event that does not happen, or not as long as a fault
// lasts. It comes after all others.
const never instant = link.Never

// clock returns the present instant.
func clock() instant { return instant(seal.Elapsed()) }

// instantOf takes a time of the calling peer that is too far away for an instant for the last or
// the first that there is.
func instantOf(t time.Time) instant {
	now, d := clock(), time.Until(t)
	if d > time.Duration(never-now) {
		return never
	}
	return now.plus(d)
}

func (t instant) time() time.Time { return seal.Epoch.Add(time.Duration(t)) }

func (t instant) plus(d time.Duration) instant { return t + instant(d) }

// since is how long before t another instant was.
func (t instant) since(u instant) time.Duration { return time.Duration(t - u) }

// logged is an arrival as the event log has it.
func (t instant) logged() int64 {
	if t == never {
		return -1
	}
	return int64(t)
}

// after calls f, which is nobody's work, when d is over.
func after(d time.Duration, f func()) (t *time.Timer) {
	seal.Nobody(func() { t = time.AfterFunc(d, f) })
	return t
}
