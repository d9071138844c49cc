package log

import (
	"encoding/hex"
	"fmt"
	"math"
	"slices"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestTraceIDs: IDs follow from seed and operation as documented, for other tools
// to find a trace.
func TestTraceIDs(t *testing.T) {
	// printf 'sim trace 42 clients-4/7' | sha256sum, printf 'sim span 42 clients-4/7 0' | sha256sum
	op := nth("clients-4", 7)
	id, span := trace.TraceID(42, op), trace.SpanID(42, op, 0)
	const wantID, wantSpan = "d7a45bb3ce3700cfd54a21f8c680ac8b", "a14e2b492810d74e"
	if got := hex.EncodeToString(id[:]); got != wantID {
		t.Errorf("trace ID %s, want %s", got, wantID)
	}
	if got := hex.EncodeToString(span[:]); got != wantSpan {
		t.Errorf("span ID %s, want %s", got, wantSpan)
	}
	if Epoch.UnixNano() != 946684800e9 {
		t.Errorf("epoch %v", Epoch)
	}
}

// TestSample: samples have about their share, each holds all smaller ones, and slow
// and failed operations are in a sample of any rate.
func TestSample(t *testing.T) {
	var ops []*Op
	for i := range int64(4000) {
		o := &Op{Peer: fmt.Sprintf("a-%d", i%5), ID: i/5 + 1, End: i * 1e6, Ended: true, Outcome: "ok"}
		if i%10 == 0 {
			o.Outcome = "failed"
		}
		ops = append(ops, o)
	}
	var smaller []*Op
	for _, rate := range []float64{0.01, 0.1, 0.5, 0.9, 1} {
		var kept []*Op
		for _, o := range ops {
			if (Sample{Rate: rate}).keeps(1, o) {
				kept = append(kept, o)
			}
		}
		n := float64(len(ops))
		if off := 4 * math.Sqrt(n*rate*(1-rate)); math.Abs(float64(len(kept))-n*rate) > off { // the binomial law's sigma
			t.Errorf("a sample of %v has %d of %v, want %v ± %v", rate, len(kept), n, n*rate, off)
		}
		for _, o := range smaller {
			if !slices.Contains(kept, o) {
				t.Errorf("operation %v is in a smaller sample, not in that of %v", o.Operation(), rate)
			}
		}
		smaller = kept
	}
	count := func(s Sample) (n int) {
		for _, o := range ops {
			if s.keeps(1, o) {
				n++
			}
		}
		return n
	}
	for s, want := range map[Sample]int{
		{}:                              4000,
		{Failed: true}:                  400,
		{Slow: 3999 * time.Millisecond}: 1,
		{Slow: 3990 * time.Millisecond, Failed: true}: 10 + 399,
	} {
		if got := count(s); got != want {
			t.Errorf("%+v keeps %d operations, want %d", s, got, want)
		}
	}
	if all, some := count(Sample{Rate: 0.1, Failed: true}), count(Sample{Rate: 0.1}); all <= 400 || all >= 400+some {
		t.Errorf("a tenth and the failed are %d, a tenth alone %d", all, some)
	}
	for _, bad := range []Sample{{Rate: -0.1}, {Rate: 1.1}, {Slow: -1}} {
		if bad.Check() == nil {
			t.Errorf("%+v is sound", bad)
		}
	}
}

func ExampleOp_OK() {
	for _, outcome := range []string{"ok", "ok 3 peers", "ok, rtt 4ms", "okay", "failed: ok"} {
		fmt.Print((&Op{Ended: true, Outcome: outcome}).OK(), " ")
	}
	// Output: true true true false false
}
