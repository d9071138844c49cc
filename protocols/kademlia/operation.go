package kademlia

import (
	"context"
	"fmt"
	"math/rand/v2"

	dht "github.com/libp2p/go-libp2p-kad-dht"
	kb "github.com/libp2p/go-libp2p-kbucket"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim"
)

// An outcome is how an operation ended.
type outcome string

const (
	succeeded outcome = "ok"
	failed    outcome = "failed"
	stale     outcome = "stale"       // a get found an older value than the last one put
	wrong     outcome = "wrong value" // a get found a value that nobody put
	aborted   outcome = "aborted"     // the peer went down meanwhile
)

// A result is kad-dht's answer to an operation.
type result struct {
	outcome outcome
	detail  string // the find, or the error; for the event log
	hops    int    // of a success
}

// failure is the result of an operation that kad-dht ended with an error.
func failure(err error) result { return result{outcome: failed, detail: err.Error()} }

func nothing(format string, args ...any) result {
	return result{outcome: failed, detail: fmt.Sprintf(format, args...)}
}

// An attempt is one operation under way at a node.
type attempt struct {
	in   *instance
	node *sim.Node
	verb string // "put": part of the names of its metrics
	dht  *dht.IpfsDHT
	*account
}

// carryOut lets a node do one operation: it calls do, which looks up target, a
// key of the DHT, and records its cost and its outcome. About is the name of
// the operation's object in the log and the samples.
func (in *instance) carryOut(n *sim.Node, verb, about, target string, do func(context.Context, *attempt) result) outcome {
	s := in.servants[n]
	if s == nil { // went down at this very instant
		in.skip(verb, 1)
		return aborted
	}
	h := n.Host()
	down, stop := n.Context()
	defer stop()
	ctx, cancel := context.WithTimeout(down, in.options.Timeout)
	defer cancel()
	a := &attempt{in: in, node: n, verb: verb, dht: s.dht}
	a.account = newAccount(s.dht.RoutingTable().NearestPeers(kb.ConvertKey(target), in.own.Of(n).BucketSize))
	op := in.world.BeginOp(n, "kademlia."+verb, about, in.options.Timeout)
	r := do(a.context(ctx), a)
	if n.Host() != h {
		r = result{outcome: aborted}
	}
	took := in.world.EndOp(op, r.String())
	if r.outcome == aborted {
		return aborted
	}
	if r.outcome == succeeded {
		a.emit("latency", float64(took.Nanoseconds()), about)
		a.emit("hops", float64(r.hops), about)
		a.emit("success", 1, about)
	} else {
		a.emit("success", 0, about)
	}
	a.emit("messages", float64(a.messages), about)
	a.emit("bytes", float64(a.bytes), about)
	a.emit("queried", float64(a.queried), about)
	a.emit("dials", float64(a.dials), about)
	a.emit("dials_failed", float64(a.dialsFailed), about)
	return r.outcome
}

// String returns the result as the event log has it: "ok 3 providers".
func (r result) String() string {
	switch {
	case r.detail == "":
		return string(r.outcome)
	case r.outcome == failed:
		return string(r.outcome) + ": " + r.detail
	default:
		return string(r.outcome) + " " + r.detail
	}
}

func (a *attempt) emit(quantity string, value float64, about string) {
	a.in.world.Emit("kademlia."+a.verb+"."+quantity, value, a.node.Name, about)
}

// skip counts operations that could not begin: nobody was up to do them, or
// nothing was there to be looked for.
func (in *instance) skip(verb string, count int) {
	protocols.Skip(in.world, name, verb, count)
}

// each calls begin for count random peers, of those selected that are up.
func (in *instance) each(verb string, count int, by sim.Selector, r *rand.Rand, begin func(*sim.Node)) {
	nodes := users(in.world.SelectUp(by))
	if len(nodes) == 0 {
		in.skip(verb, count)
		return
	}
	for range count {
		begin(sim.Pick(r, nodes))
	}
}

// draw returns a random one of the things that fit, false if none does. It
// tries a few before it looks at all.
func draw[T any](r *rand.Rand, things []T, fits func(T) bool) (T, bool) {
	for range min(len(things), 4) {
		if t := things[r.IntN(len(things))]; fits(t) {
			return t, true
		}
	}
	var all []T
	for _, t := range things {
		if fits(t) {
			all = append(all, t)
		}
	}
	if len(all) == 0 {
		var none T
		return none, false
	}
	return all[r.IntN(len(all))], true
}
