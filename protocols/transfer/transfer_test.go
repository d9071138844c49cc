//go:build simsealed

package transfer_test

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
)

// TestTransfer: over a link of 8 Mbit/s and 50 ms a megabyte takes its bytes' time and a round
// trip, a receiver that is cut off ends in a time-out, and one that goes down in a failure.
func TestTransfer(t *testing.T) {
	const size = 1 << 20
	rec := protocoltest.Run(t, transfer.Protocol, protocoltest.Config(1, link.Constant(50*time.Millisecond)), func(o *transfer.Options) {
		o.Timeout = 5 * time.Second
	}, func(b *protocoltest.Bench) {
		a := b.Add(sim.NodeConfig{Up: 8_000_000})
		c := b.Add(sim.NodeConfig{})
		b.Up(a, c)
		send := func() {
			protocoltest.Do(transfer.Protocol, b.Instance, "send", &transfer.Args{Size: size, Pairs: 1, By: "n[0]", To: "n[1]"}, b.World.Rand("workload"))
		}
		send()
		time.Sleep(30 * time.Second)
		heal := b.World.Cut([]*sim.Node{a}, []*sim.Node{c}).End
		send()
		time.Sleep(2 * time.Minute)
		heal()
		time.Sleep(time.Minute)
		send()
		time.Sleep(500 * time.Millisecond)
		b.Leave(c)
		time.Sleep(2 * time.Minute)
	})
	times := protocoltest.Samples(rec, "transfer.time")
	if len(times) != 1 {
		t.Fatalf("%d transfers succeed, want one: %v", len(times), times)
	}
	took, least := time.Duration(times[0].Value), time.Second*size*8/8_000_000+100*time.Millisecond
	if took < least || took > least+200*time.Millisecond {
		t.Errorf("a transfer takes %v, want %v and little more", took, least)
	}
	if rate := protocoltest.Samples(rec, "transfer.goodput"); len(rate) != 1 || rate[0].Value < 800e3 || rate[0].Value > 1e6 {
		t.Errorf("goodput is %v", rate)
	}
	for metric, want := range map[string]float64{"transfer.success": 1, "transfer.timeout": 1, "transfer.failed": 1} {
		sum := 0.0
		for _, s := range protocoltest.Samples(rec, metric) {
			sum += s.Value
		}
		if sum != want {
			t.Errorf("%s happens %v times, want %v", metric, sum, want)
		}
	}
}
