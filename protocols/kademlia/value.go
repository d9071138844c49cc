package kademlia

import (
	"context"
	"math/rand/v2"

	dht "github.com/libp2p/go-libp2p-kad-dht"

	"github.com/libp2p-sim/sim/sim"
)

// put lets random peers put new values.
func (in *instance) put(a *PutArgs, r *rand.Rand) {
	in.each("put", a.Count, a.By, r, func(n *sim.Node) {
		var rec *record
		if a.Key != "" {
			rec = in.record(a.Key)
		} else {
			rec = in.newRecord(n)
		}
		v := rec.newValue(n, a.Value, in.options.ValueSize)
		n.Go(func() {
			in.putOnce(rec, v, "put")
			in.keepUp(in.own.Of(n).Republish, &duty{
				node:    n,
				over:    func() bool { return rec.latest() != v },
				fulfill: func() { in.putOnce(rec, v, "republish") },
			})
		})
	})
}

func (in *instance) putOnce(rec *record, v *value, verb string) {
	in.carryOut(v.by, verb, rec.name, rec.key, func(ctx context.Context, a *attempt) result {
		if err := a.dht.PutValue(ctx, rec.key, v.bytes); err != nil {
			return failure(err)
		}
		if len(a.stored) == 0 {
			return nothing("no peer stored it")
		}
		rec.put = max(rec.put, v.number)
		return a.placed(a.stored, rec.place)
	})
}

// get lets random peers look for records.
func (in *instance) get(a *GetArgs, r *rand.Rand) {
	in.each("get", a.Count, a.By, r, func(n *sim.Node) {
		var rec *record
		if a.Key != "" {
			rec = in.record(a.Key)
		} else {
			var ok bool
			rec, ok = draw(r, in.records, func(rec *record) bool { return rec.put > 0 && rec.latest().by != n })
			if !ok {
				in.skip("get", 1)
				return
			}
		}
		n.Go(func() { in.getOnce(n, rec) })
	})
}

func (in *instance) getOnce(n *sim.Node, rec *record) {
	last := rec.put // a value that is put meanwhile may be missed
	in.carryOut(n, "get", rec.name, rec.key, func(ctx context.Context, a *attempt) result {
		own := rec.holders[n.Index].number
		found, err := a.dht.GetValue(ctx, rec.key, dht.Quorum(in.options.Quorum))
		if err != nil {
			return failure(err)
		}
		v := rec.valueOf(found)
		if v == nil {
			return result{outcome: wrong}
		}
		r := result{outcome: succeeded, detail: v.text, hops: a.hops(a.source)}
		if own == v.number {
			r.hops = 0
		}
		if v.number < last {
			r.outcome = stale
			a.emit("stale", 1, rec.name)
		} else {
			a.emit("stale", 0, rec.name)
		}
		return r
	})
}
