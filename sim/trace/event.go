package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// EventKind names a kind of events.
type EventKind string

const (
	Up         EventKind = "up"         // P came up
	Down       EventKind = "down"       // P went down; Detail: leave or crash
	Dial       EventKind = "dial"       // P dials Q
	DialFailed EventKind = "dialfail"   // P's dial of Q failed; Detail: why
	Connect    EventKind = "connect"    // P is connected to Q, which it dialled; ID: connection
	Accept     EventKind = "accept"     // P is connected to Q, which dialled; ID: connection, negative
	Disconnect EventKind = "disconnect" // P's end of connection ID closed; negative if Q dialled
	Drop       EventKind = "drop"       // P's message Ref arrived where Q is down, or has closed the connection
	Send       EventKind = "send"       // P wrote to stream Stream towards Q
	Recv       EventKind = "recv"       // P began to read the message that event Ref sent
	Defer      EventKind = "defer"      // message Ref, from P to Q, arrives at Arrive instead
	OpStart    EventKind = "op"         // P began operation ID; Proto: its name, Detail: its key
	OpEnd      EventKind = "opend"      // P ended operation ID; Detail: outcome
	Note       EventKind = "note"       // P says something of itself, or of Q; Proto: its name, Detail: what
	Fault      EventKind = "fault"      // fault ID of the network, or of P, begins; Detail: what
	FaultEnd   EventKind = "faultend"   // fault ID is over; Detail: what
)

// Circuit is the transport of connections over a relay. Their Dial is logged with their
// Connect, since go-libp2p tells nobody of it before.
const Circuit = "p2p-circuit"

// Event is one line of the event log. Fields that a kind does not use are zero
// and are left out.
type Event struct {
	T      int64     // virtual ns since the start of the run
	Kind   EventKind // what
	P, Q   string    // the node that acts, and the one it concerns: names
	Proto  string    // libp2p protocol ID, name of an operation or note, or transport of a dial or connection of libp2p.New's hosts
	ID     int64     // of the message, connection, operation or fault: its number among those of P, from 1; negative of a connection that Q dialled, among Q's
	Ref    int64     // Recv: ID of the Send, which is Q's; Defer, Drop: that of the Send, which is P's
	Stream int64     // of a message: its number among those that P opened; negative: that Q opened; 0: a datagram
	Op     int64     // Send, Dial, DialFailed, Note: the operation that it belongs to; 0 for none
	Of     string    // whose operation Op is; "" for P's own
	Size   int       // bytes of a message
	Digest uint64    // XXH64 of the bytes of a message
	// Arrive is when a Send or Defer arrives, ns; -1 if it never does, or not as long
	// as a fault lasts; 0 if nobody knows before it is read, as between hosts of
	// libp2p.New, or where connections have a congestion window. Of a Fault it is when that
	// is to end, 0 if nobody planned it.
	Arrive int64
	Detail string
}

// AppendJSON appends the canonical form of e, one line. The fingerprint of a
// run is the SHA-256 of all its lines.
func (e *Event) AppendJSON(b []byte) []byte {
	b = append(b, `{"t":`...)
	b = strconv.AppendInt(b, e.T, 10)
	b = append(b, `,"e":"`...)
	b = append(b, e.Kind...)
	b = append(b, '"')
	b = appendText(b, `,"p":`, e.P)
	b = appendText(b, `,"q":`, e.Q)
	b = appendText(b, `,"proto":`, e.Proto)
	b = appendNumber(b, `,"id":`, e.ID)
	b = appendNumber(b, `,"ref":`, e.Ref)
	b = appendNumber(b, `,"s":`, e.Stream)
	b = appendNumber(b, `,"o":`, e.Op)
	b = appendText(b, `,"of":`, e.Of)
	b = appendNumber(b, `,"n":`, int64(e.Size))
	if e.Kind == Send {
		b = append(b, `,"h":"`...)
		b = appendHex(b, e.Digest)
		b = append(b, '"')
	}
	b = appendNumber(b, `,"at":`, e.Arrive)
	b = appendText(b, `,"d":`, e.Detail)
	return append(b, '}', '\n')
}

// ParseEvent reads one line that AppendJSON wrote.
func ParseEvent(line []byte) (Event, error) {
	var j struct {
		T      *int64    `json:"t"`
		Kind   EventKind `json:"e"`
		P      string    `json:"p"`
		Q      string    `json:"q"`
		Proto  string    `json:"proto"`
		ID     int64     `json:"id"`
		Ref    int64     `json:"ref"`
		Stream int64     `json:"s"`
		Op     int64     `json:"o"`
		Of     string    `json:"of"`
		Size   int       `json:"n"`
		Digest string    `json:"h"`
		Arrive int64     `json:"at"`
		Detail string    `json:"d"`
	}
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return Event{}, fmt.Errorf("event: %w", err)
	}
	if j.T == nil || j.Kind == "" {
		return Event{}, fmt.Errorf("event: no time or kind in %s", line)
	}
	e := Event{
		T: *j.T, Kind: j.Kind, P: j.P, Q: j.Q, Proto: j.Proto, ID: j.ID, Ref: j.Ref,
		Stream: j.Stream, Op: j.Op, Of: j.Of, Size: j.Size, Arrive: j.Arrive, Detail: j.Detail,
	}
	if j.Digest != "" {
		var err error
		if e.Digest, err = strconv.ParseUint(j.Digest, 16, 64); err != nil {
			return Event{}, fmt.Errorf("event: digest: %w", err)
		}
	}
	return e, nil
}

// OfConnection reports whether messages of a protocol are those of a connection and
// not of the peers' own work: identify, and the negotiation of a stream's protocol.
// They may belong to an operation, which waits for them, and are none of its
// requests.
func OfConnection(protocol string) bool {
	return strings.HasPrefix(protocol, "/ipfs/id/") || strings.HasPrefix(protocol, "/multistream/")
}
