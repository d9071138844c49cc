package counter

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

const id protocol.ID = "/bugs/counter/1.0.0"

// A request is what a copy is asked for.
type request struct {
	Verb     byte
	Old, New uint64
}

// An answer is what a copy says.
type answer struct {
	Took  bool   // New
	Value uint64 // that it has now
}

const (
	read  = 'r' // the number
	write = 'w' // New in place of whatever there is
	swap  = 's' // New in place of Old
	raise = 'm' // New, if it is larger
)

// serve lets a copy answer.
func (in *instance) serve(n *sim.Node) {
	n.Host().SetStreamHandler(id, func(s network.Stream) {
		defer s.Close()
		var q request
		if err := binary.Read(s, binary.BigEndian, &q); err != nil {
			_ = s.Reset()
			return
		}
		value := in.values[n]
		took := q.Verb == write || q.Verb == swap && value == q.Old || q.Verb == raise && value < q.New
		if took {
			in.values[n] = q.New
		}
		_ = binary.Write(s, binary.BigEndian, answer{took, in.values[n]})
	})
}

// ask sends a request to a copy.
func (in *instance) ask(ctx context.Context, n, to *sim.Node, q request) (a answer, err error) {
	n.Host().Peerstore().AddAddr(to.ID, to.Addr, time.Hour)
	s, err := n.Host().NewStream(ctx, to.ID, id)
	if err != nil {
		return a, err
	}
	defer s.Close()
	defer context.AfterFunc(ctx, func() { _ = s.Reset() })()
	if err = binary.Write(s, binary.BigEndian, q); err == nil {
		err = binary.Read(s, binary.BigEndian, &a)
	}
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	return a, err
}

// increment adds one on behalf of n, reading the copy with the number from.
func (in *instance) increment(n *sim.Node, from int) {
	ctx, cancel := n.Context()
	defer cancel()
	ctx, cancel = context.WithTimeout(ctx, in.options.Timeout)
	defer cancel()
	op := in.world.BeginOp(n, "counter.increment", "", in.options.Timeout)
	add := in.addCarelessly
	if in.options.Careful {
		add = in.addCarefully
	}
	err := add(ctx, n, from)
	if err != nil {
		in.world.EndOp(op, "failed: "+err.Error())
		in.world.Emit("counter.increment.success", 0, n.Name, "")
		return
	}
	in.done++
	took := in.world.EndOp(op, "ok")
	in.world.Emit("counter.increment.success", 1, n.Name, "")
	in.world.Emit("counter.increment.latency", float64(took.Nanoseconds()), n.Name, "")
}

// addCarelessly reads one copy and writes all: what others write in between is
// lost. This is the bug.
func (in *instance) addCarelessly(ctx context.Context, n *sim.Node, from int) error {
	copies := in.copies()
	now, err := in.ask(ctx, n, copies[from], request{Verb: read})
	for _, c := range copies {
		if err == nil {
			_, err = in.ask(ctx, n, c, request{Verb: write, New: now.Value + 1})
		}
	}
	return err
}

// addCarefully lets the first copy decide, again and again until nobody was
// faster, and then tells the others.
func (in *instance) addCarefully(ctx context.Context, n *sim.Node, _ int) error {
	copies := in.copies()
	now, err := in.ask(ctx, n, copies[0], request{Verb: read})
	for err == nil && !now.Took {
		now, err = in.ask(ctx, n, copies[0], request{Verb: swap, Old: now.Value, New: now.Value + 1})
	}
	for _, c := range copies[1:] {
		if err == nil {
			_, err = in.ask(ctx, n, c, request{Verb: raise, New: now.Value})
		}
	}
	return err
}
