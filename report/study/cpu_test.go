package study

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/anycpu"
)

// results.parquet has the same bytes on every CPU, as metrics.parquet has.
func TestParquetOnEveryCPU(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := &Study{Parameters: []Parameter{{Name: "k"}}, Measures: []Measure{{Expr: "p99(ping.rtt)", Unit: "ns"}, {Expr: "ping.success", Unit: "1"}}}
	for i := range 50 {
		s.Cells = append(s.Cells, Cell{fmt.Sprint("cell", i), []string{fmt.Sprint(r.IntN(20))}})
	}
	for i := range 40 {
		s.Seeds = append(s.Seeds, uint64(i))
	}
	rows, err := s.rows(func(i, j int) (Run, error) {
		if i%3 > 0 {
			return Run{Failed: fmt.Sprint("panic: ", (j+r.IntN(2))/(1+i))}, nil // in runs of all lengths
		}
		return Run{Values: []expect.Value{{V: r.NormFloat64(), OK: i*j%7 > 2}, {V: float64(r.IntN(2)), OK: r.IntN(3) > 0}}}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := s.writeParquet(&b, rows); err != nil {
		t.Fatal(err)
	}
	anycpu.Same(t, b.Bytes())
}
