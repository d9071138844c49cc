package report

import (
	"bytes"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/anycpu"
	"github.com/libp2p-sim/sim/sim/trace"
)

// manySamples is a run with columns of every kind: constant and changing, in runs
// of all lengths, near and far from the value before.
func manySamples() *Run {
	r := rand.New(rand.NewPCG(1, 2))
	run := &Run{names: []string{""}}
	for i := range 300 {
		run.names = append(run.names, strings.Repeat("n", r.IntN(40))+fmt.Sprint(i))
	}
	for m := range 12 {
		s := Series{Def: trace.MetricDef{Name: fmt.Sprintf("metric.%d", m), Unit: []string{"ns", "1", "By"}[m%3]}}
		at, name := int64(0), uint32(0)
		for range 3000 {
			at += r.Int64N(1 << (5 * (m%12 + 1)) >> 1)
			if r.IntN(1+m) == 0 {
				name = uint32(r.IntN(len(run.names)))
			}
			v := float64(r.IntN(10))
			switch r.IntN(50) {
			case 0:
				v = math.Inf(1 - 2*r.IntN(2))
			case 1:
				v = r.NormFloat64() * math.MaxFloat64
			case 2:
				v = math.Copysign(0, -1)
			}
			s.T, s.Value, s.Peer, s.Key = append(s.T, at), append(s.Value, v), append(s.Peer, name), append(s.Key, uint32(m))
		}
		run.Series = append(run.Series, s)
	}
	return run
}

// metrics.parquet has the same bytes on every CPU: this process and processes that
// may not use the instructions of newer CPUs write the same.
func TestParquetOnEveryCPU(t *testing.T) {
	var b bytes.Buffer
	if err := manySamples().writeParquet(&b); err != nil {
		t.Fatal(err)
	}
	anycpu.Same(t, b.Bytes())
}
