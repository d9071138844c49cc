//go:build simsealed

package sim_test

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// delay is the one-way delay of the test networks unless a test says otherwise.
const delay = 50 * time.Millisecond

const proto = "/test/1.0.0"

// sealed runs f in a sealed run, and holds the logs of the networks that it
// makes against the invariants. F must not call t.Fatal: it does not run on the test's
// goroutine.
func sealed(t testing.TB, f func()) seal.Result {
	t.Helper()
	recs = nil
	r, err := seal.Run(seal.Config{Seed: 1}, f)
	if err != nil {
		t.Fatal(err)
	}
	for _, rec := range recs {
		valid(t, rec)
	}
	return r
}

// recs are the logs of the sealed run that goes on, or was the last.
var recs []*sim.Recorder

// newNet makes a network whose log sealed looks at.
func newNet(c sim.Config) (*sim.World, *sim.Recorder) {
	rec := &sim.Recorder{}
	recs = append(recs, rec)
	return sim.New(c, rec), rec
}

// valid runs the validator over a log.
func valid(t testing.TB, rec *sim.Recorder) {
	t.Helper()
	v := trace.Validator{Least: rec.LeastDelay}
	for line := range bytes.Lines(rec.Text(sim.EventLog)) {
		e, err := trace.ParseEvent(line)
		if err == nil {
			err = v.Add(&e)
		}
		if err != nil {
			t.Fatalf("%v in %s", err, line)
		}
	}
}

func config() sim.Config {
	return sim.Config{
		Seed:      1,
		Model:     link.Constant(delay),
		Dial:      sim.DialConfig{Handshake: sim.TCPNoiseYamux, Timeout: dist.Constant(5 * time.Second)},
		Keepalive: sim.Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
	}
}

// newWorld makes a world of nodes that are up.
func newWorld(c sim.Config, nodes int) (*sim.World, []*sim.Node, *sim.Recorder) {
	w, rec := newNet(c)
	for i := range nodes {
		n, err := w.Add(sim.NodeConfig{Name: fmt.Sprintf("n-%d", i), Group: "n", Dialable: true})
		if err == nil {
			err = n.Start()
		}
		if err != nil {
			panic(err)
		}
	}
	return w, w.Nodes(), rec
}

// pair connects two nodes and returns a stream between them, as each sees it.
func pair(a, b *sim.Node) (network.Stream, network.Stream) {
	accepted := make(chan network.Stream, 1)
	b.Host().SetStreamHandler(proto, func(s network.Stream) { accepted <- s })
	if err := a.Host().Connect(context.Background(), b.AddrInfo()); err != nil {
		panic(err)
	}
	s, err := a.Host().NewStream(context.Background(), b.ID, proto)
	if err != nil {
		panic(err)
	}
	return s, <-accepted
}
