package kademlia

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// put lets random peers put new records.
func (in *instance) put(a *PutArgs, r *rand.Rand) {
	nodes := in.world.SelectUp(a.By)
	for range a.Count {
		n := sim.Pick(r, nodes)
		if n == nil {
			return
		}
		rec := in.newRecord(n)
		n.Go(func() {
			took, outcome := in.putOnce(n, rec, "kademlia.put")
			switch outcome {
			case "ok":
				rec.put = true
				in.world.Emit("kademlia.put.latency", float64(took.Nanoseconds()), n.Name, rec.name)
				in.world.Emit("kademlia.put.success", 1, n.Name, rec.name)
			case "failed":
				in.world.Emit("kademlia.put.success", 0, n.Name, rec.name)
			}
			in.republish(rec)
		})
	}
}

func (in *instance) newRecord(n *sim.Node) *record {
	i := len(in.records)
	value := make([]byte, 0, in.options.ValueSize+8)
	for len(value) < in.options.ValueSize {
		value = binary.LittleEndian.AppendUint64(value, in.values.Uint64())
	}
	rec := &record{
		name:    fmt.Sprintf("record-%d", i),
		key:     recordKey(i),
		value:   value[:in.options.ValueSize],
		by:      n,
		holders: map[int]time.Time{},
	}
	in.records = append(in.records, rec)
	in.stored[datastoreKey(rec.key)] = rec
	return rec
}

// putOnce puts a record and says how that went: ok, failed, or aborted when the
// peer went down meanwhile.
func (in *instance) putOnce(n *sim.Node, rec *record, as string) (time.Duration, string) {
	d, h := in.dhts[n], n.Host()
	if d == nil {
		return 0, "aborted"
	}
	ctx, cancel := in.context(n)
	defer cancel()
	op := in.world.BeginOp(n, as, rec.name, in.options.Timeout)
	err := d.PutValue(ctx, rec.key, rec.value)
	outcome := "ok"
	switch {
	case n.Host() != h:
		outcome = "aborted"
	case err != nil:
		outcome = "failed"
	}
	return in.world.EndOp(op, outcome), outcome
}

func (in *instance) context(n *sim.Node) (context.Context, context.CancelFunc) {
	down, stop := n.Context()
	ctx, cancel := context.WithTimeout(down, in.options.Timeout)
	return ctx, func() { cancel(); stop() }
}

// republish puts a record again and again, for ever. While its peer is down the
// record is overdue.
func (in *instance) republish(rec *record) {
	if in.options.Republish == 0 {
		return
	}
	for {
		time.Sleep(in.options.Republish)
		if in.dhts[rec.by] == nil {
			rec.overdue = true
			continue
		}
		in.again(rec)
	}
}

func (in *instance) again(rec *record) {
	rec.overdue = false
	_, outcome := in.putOnce(rec.by, rec, "kademlia.republish")
	switch outcome {
	case "ok":
		rec.put = true
		in.world.Emit("kademlia.republish.success", 1, rec.by.Name, rec.name)
	case "failed":
		in.world.Emit("kademlia.republish.success", 0, rec.by.Name, rec.name)
	}
}

// settle is what a peer that has come back waits before it republishes what is
// overdue, so that its routing table can fill.
const settle = time.Minute

func (in *instance) catchUp(n *sim.Node) {
	var due []*record
	for _, rec := range in.records {
		if rec.by == n && rec.overdue {
			due = append(due, rec)
		}
	}
	if len(due) == 0 {
		return
	}
	h := n.Host()
	n.Go(func() {
		time.Sleep(settle)
		for _, rec := range due {
			if n.Host() != h {
				return
			}
			if rec.overdue {
				in.again(rec)
			}
		}
	})
}

// get lets random peers look for random records.
func (in *instance) get(a *GetArgs, r *rand.Rand) {
	var known []*record
	for _, rec := range in.records {
		if rec.put {
			known = append(known, rec)
		}
	}
	nodes := in.world.SelectUp(a.By)
	if len(known) == 0 || len(nodes) == 0 {
		return
	}
	for range a.Count {
		rec := known[r.IntN(len(known))]
		n := sim.Pick(r, nodes)
		if n == rec.by {
			if n = sim.Pick(r, nodes); n == rec.by {
				continue
			}
		}
		n.Go(func() { in.getOnce(n, rec) })
	}
}

func (in *instance) getOnce(n *sim.Node, rec *record) {
	d, h := in.dhts[n], n.Host()
	ctx, cancel := in.context(n)
	defer cancel()
	op := in.world.BeginOp(n, "kademlia.get", rec.name, in.options.Timeout)
	value, err := d.GetValue(ctx, rec.key)
	switch {
	case n.Host() != h:
		in.world.EndOp(op, "aborted")
	case err == nil && bytes.Equal(value, rec.value):
		took := in.world.EndOp(op, "ok")
		in.world.Emit("kademlia.get.latency", float64(took.Nanoseconds()), n.Name, rec.name)
		in.world.Emit("kademlia.get.success", 1, n.Name, rec.name)
	case err == nil:
		in.world.EndOp(op, "wrong value")
		in.world.Emit("kademlia.get.success", 0, n.Name, rec.name)
	default:
		in.world.EndOp(op, "failed")
		in.world.Emit("kademlia.get.success", 0, n.Name, rec.name)
	}
}
