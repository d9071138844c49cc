package finding

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

const second = int64(1e9)

// series makes one get a second from a peer, each of which takes so long.
func series(peer string, from, to, took int64, failed bool) (ops []Op) {
	for t := from; t < to; t++ {
		ops = append(ops, Op{ID: t + 1, Name: "get", Peer: peer, Begin: t * second, End: t*second + took, Ended: true, Failed: failed})
	}
	return ops
}

func told(m trace.Manifest, ops []Op) string {
	m.VirtualNS = 100 * second
	var texts []string
	for _, f := range Tell(&m, ops) {
		texts = append(texts, f.Text)
	}
	return strings.Join(texts, "\n")
}

// TestMarks: a mark's effect is told where chance cannot make it, and only there.
func TestMarks(t *testing.T) {
	marked := trace.Manifest{Marks: []trace.Mark{{FromNS: 40 * second, ToNS: 60 * second, Kind: "fault", Text: "cut a | b"}}}
	calm := series("a", 0, 100, 1e8, false)
	if got := told(marked, calm); !strings.Contains(got, "Cut a | b (from 40s to 1m): About as before: get.") {
		t.Error(got)
	}
	hurt := append(append(series("a", 0, 40, 1e8, false), series("a", 40, 60, 1e8, true)...), series("a", 60, 100, 1e8, false)...)
	if got := told(marked, hurt); !strings.Contains(got, "get: 100% of 20 failed; before, 0% of 40 failed, half took at most 100ms.") {
		t.Error(got)
	}
	slow := append(append(series("a", 0, 40, 1e8, false), series("a", 40, 60, 4e8, false)...), series("a", 60, 100, 1e8, false)...)
	if got := told(marked, slow); !strings.Contains(got, "get: 0% of 20 failed, half took at most 400ms; before") {
		t.Error(got)
	}
	few := append(series("a", 34, 40, 1e8, false), series("a", 40, 46, 1e8, false)...)
	for i := range few { // medians of 100 and 200 ms, by chance
		few[i].End = few[i].Begin + int64(1+(i*7)%4)*5e7*int64(1+i/6)
	}
	if got := told(marked, few); !strings.Contains(got, "which may be chance") {
		t.Error(got)
	}
	some := append(series("a", 0, 40, 1e8, false), series("a", 40, 60, 1e8, false)...)
	for _, i := range []int{3, 12, 27, 38, 41, 44, 47, 52, 55} { // 4 of 40 before, 5 of 20 meanwhile
		some[i].Failed = true
	}
	if got := told(marked, some); !strings.Contains(got, "get: 25% of 20 failed, half took at most 100ms; before, 10% of 40 failed, half took at most 100ms, which may be chance.") {
		t.Error(got)
	}
	both := trace.Manifest{Marks: []trace.Mark{
		{FromNS: 20 * second, ToNS: -1, Kind: "fault", Text: "crash"}, {FromNS: 60 * second, ToNS: 80 * second, Kind: "fault", Text: "cut"},
	}}
	late := append(series("a", 0, 60, 1e8, false), series("a", 60, 80, 1e8, true)...)
	if got := told(both, late); !strings.Contains(got, "Crash (from 20s on, seen until 1m): About as before: get.") || !strings.Contains(got, "Cut (from 1m to 1m20s): get: 100% of 20 failed; before, 0% of 40") {
		t.Error(got)
	}
	if got := told(marked, series("a", 50, 53, 1e8, true)); !strings.Contains(got, "too few operations before or meanwhile") {
		t.Error(got)
	}
}

// TestSlowest: an operation that took far longer than its kind is told, with what it
// waited for.
func TestSlowest(t *testing.T) {
	ops := series("a", 0, 20, 1e8, false)
	ops[7].End = ops[7].Begin + 3*second
	ops[7].Spent = make([]int64, len(log.Reasons()))
	ops[7].Spent[log.DialFails], ops[7].Spent[log.OnTheWay] = 2*second, second
	got := told(trace.Manifest{}, ops)
	if !strings.Contains(got, "The slowest, get at 7s of a, took 3s; half of them took at most 100ms. It waited 2s for dials that fail, 1s for messages on the way.") {
		t.Error(got)
	}
	if got := told(trace.Manifest{}, series("a", 0, 20, 1e8, false)); strings.Contains(got, "slowest") {
		t.Error(got)
	}
}

// TestPeers: a peer at which more fails than elsewhere is told, one at which little
// happened is not.
func TestPeers(t *testing.T) {
	ops := append(series("good", 0, 60, 1e8, false), series("bad", 0, 10, 1e8, true)...)
	ops = append(ops, series("rare", 0, 2, 1e8, true)...)
	got := told(trace.Manifest{}, ops)
	if !strings.Contains(got, "More get fail at bad (100% of 10) than elsewhere") || strings.Contains(got, "rare") {
		t.Error(got)
	}
}

// TestInert: a fault that hit nothing is told.
func TestInert(t *testing.T) {
	if got := told(trace.Manifest{Faults: []trace.FaultTally{{Kind: "cut"}}}, nil); got != "The fault cut hit nothing." {
		t.Error(got)
	}
}
