package log

import (
	"iter"

	"github.com/libp2p-sim/sim/sim/trace"
)

// An Op is an operation of a run, as a first reading of the log knows it.
type Op struct {
	ID      int64  // its number among those of Peer, from 1
	Name    string // protocol and verb: "kademlia.get"
	Nth     int64  // its number among those of its name, from 1
	Peer    string // the peer that carries it out
	About   string // such as a key
	Begin   int64  // virtual ns
	End     int64  // virtual ns; that of the last event of the log if it did not end
	Ended   bool
	Outcome string // as logged: "ok", "ok 3 peers", "failed: why"
	last    int64  // line of the last event that belongs to it
}

// Operation returns the name of the operation in the log.
func (o *Op) Operation() trace.Nth { return trace.Nth{Peer: o.Peer, N: o.ID} }

// Took returns how long the operation took, or goes on, in virtual ns.
func (o *Op) Took() int64 { return o.End - o.Begin }

// OK reports whether the operation ended well: outcomes that are good begin with
// the word ok.
func (o *Op) OK() bool {
	return o.Ended && trace.WentWell(o.Outcome)
}

// An Index is the result of a first reading of a log: its operations, its
// peers, and which messages are ever read.
type Index struct {
	Ops    []*Op    // in the order of their beginning
	Peers  []string // in the order in which they first act
	Linked bool     // messages or dials say to which operation they belong
	Last   int64    // virtual ns of the last event
	Events int64

	byID map[trace.Nth]*Op
	read map[string]bits // numbers of messages, by sender
}

// NewIndex reads all events.
func NewIndex(events iter.Seq2[*Event, error]) (*Index, error) {
	x := &Index{byID: map[trace.Nth]*Op{}, read: map[string]bits{}}
	peers := map[string]bool{}
	for e, err := range events {
		if err != nil {
			return nil, err
		}
		x.Events++
		x.Last = e.T
		for _, p := range []string{e.P, e.Q} {
			if p != "" && !peers[p] {
				peers[p] = true
				x.Peers = append(x.Peers, p)
			}
		}
		switch e.Kind {
		case trace.OpStart:
			o := &Op{ID: e.ID, Name: e.Proto, Nth: e.OpNth, Peer: e.P, About: e.Detail, Begin: e.T}
			x.Ops = append(x.Ops, o)
			x.byID[e.Operation()] = o
		case trace.OpEnd:
			if o := x.byID[e.Operation()]; o != nil {
				o.End, o.Ended, o.Outcome = e.T, true, e.Detail
			}
		case trace.Recv:
			if x.read[e.Q] == nil {
				x.read[e.Q] = bits{}
			}
			x.read[e.Q].set(e.Ref)
		}
		if o := x.byID[e.Operation()]; o != nil {
			o.last = e.Line
			if e.Linked && e.Kind != trace.OpStart {
				x.Linked = true
			}
		}
	}
	for _, o := range x.Ops {
		if !o.Ended {
			o.End = x.Last
		}
	}
	return x, nil
}

// Op returns the operation with a name, nil if there is none.
func (x *Index) Op(name trace.Nth) *Op { return x.byID[name] }

// reads reports whether a message is ever read.
func (x *Index) reads(m trace.Nth) bool { return x.read[m.Peer].has(m.N) }

// bits is a set of numbers that lie close together. Pages of it exist where
// there is one, so a number out of line costs a page.
type bits map[int64]*[1024]uint64

func (b bits) set(i int64) {
	page := b[i>>16]
	if page == nil {
		page = new([1024]uint64)
		b[i>>16] = page
	}
	page[i>>6&1023] |= 1 << (i & 63)
}

func (b bits) has(i int64) bool {
	page := b[i>>16]
	return page != nil && page[i>>6&1023]&(1<<(i&63)) != 0
}
