package kademlia

import (
	"context"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
)

// provide lets random peers announce that they have a content.
func (in *instance) provide(a *ProvideArgs, r *rand.Rand) {
	in.each("provide", a.Count, a.By, r, func(n *sim.Node) {
		var c *content
		if a.Key != "" {
			c = in.content(a.Key)
		} else {
			c = in.newContent(n)
		}
		n.Go(func() {
			in.provideOnce(n, c, "provide")
			if c.announced[n.Index] {
				return
			}
			c.announced[n.Index] = true
			in.keepUp(in.own.Of(n).Reprovide, &duty{
				node:    n,
				over:    func() bool { return false },
				fulfill: func() { in.provideOnce(n, c, "reprovide") },
			})
		})
	})
}

func (in *instance) provideOnce(n *sim.Node, c *content, verb string) {
	in.carryOut(n, verb, c.name, c.hash(), func(ctx context.Context, a *attempt) result {
		s := in.servants[n].sender
		s.provides[c.hash()] = a.account
		err := a.dht.Provide(ctx, c.cid, true)
		delete(s.provides, c.hash())
		if len(a.stored) > 0 && !c.providedBy(n) {
			c.providers = append(c.providers, n)
		}
		if err != nil {
			return failure(err)
		}
		if len(a.stored) == 0 {
			return nothing("no peer was told")
		}
		return a.placed(a.stored, c.place)
	})
}

// findProviders lets random peers look for providers of a content.
func (in *instance) findProviders(a *FindProvidersArgs, r *rand.Rand) {
	in.each(findProviders, a.Count, a.By, r, func(n *sim.Node) {
		var c *content
		if a.Key != "" {
			c = in.content(a.Key)
		} else {
			var ok bool
			c, ok = draw(r, in.contents, func(c *content) bool { return len(c.providers) > 0 && !c.providedBy(n) })
			if !ok {
				in.skip(findProviders, 1)
				return
			}
		}
		n.Go(func() { in.findProvidersOnce(n, c) })
	})
}

// findProvidersOnce searches as kad-dht's FindProviders does, which stops when
// it knows k providers, but notes when the first one came.
func (in *instance) findProvidersOnce(n *sim.Node, c *content) {
	in.carryOut(n, findProviders, c.name, c.hash(), func(ctx context.Context, a *attempt) result {
		begin := time.Now()
		own := c.live(n, in.options.ProvideValidity) > 0
		var found []*sim.Node
		for p := range a.dht.FindProvidersAsync(ctx, c.cid, in.own.Of(n).BucketSize) {
			m := in.world.Node(p.ID)
			if m == nil || slices.Contains(found, m) { // again, with addresses
				continue
			}
			if len(found) == 0 {
				a.emit("first", float64(time.Since(begin).Nanoseconds()), c.name)
			}
			found = append(found, m)
		}
		a.emit("found", float64(len(found)), c.name)
		r := result{outcome: succeeded, detail: say.Count(len(found), "provider"), hops: a.hops(a.source)}
		if own {
			r.hops = 0
		}
		if !slices.ContainsFunc(found, func(m *sim.Node) bool { return m.Up() && c.providedBy(m) }) {
			r.outcome = failed
			if err := ctx.Err(); err != nil {
				return failure(err)
			}
		}
		return r
	})
}
