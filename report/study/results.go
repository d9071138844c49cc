package study

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Failed is the metric of a run without results.
const Failed = "failed"

// Results are the measurements of a study.
type Results struct {
	Study
	Dir      string
	Complete bool // the sweep has finished
	Failures []Failure
	values   [][][]float64 // by cell, seed and measure; NaN for none
}

// A Failure is a run without results.
type Failure struct {
	Cell int
	Seed uint64
	What string
}

// Sample returns the values of a measure in a cell, one a seed that has one, in
// the order of the seeds.
func (r *Results) Sample(cell, measure int) (seeds []uint64, values []float64) {
	for i, seed := range r.Seeds {
		if v := r.values[cell][i][measure]; !math.IsNaN(v) {
			seeds = append(seeds, seed)
			values = append(values, v)
		}
	}
	return seeds, values
}

// pairs returns the values of a measure in two cells, which may be of two studies,
// for the seeds that both have.
func pairs(a *Results, cellA, measureA int, b *Results, cellB, measureB int) (x, y []float64) {
	seeds, left := a.Sample(cellA, measureA)
	others, right := b.Sample(cellB, measureB)
	for i, seed := range seeds {
		if j, ok := slices.BinarySearch(others, seed); ok {
			x, y = append(x, left[i]), append(y, right[j])
		}
	}
	return x, y
}

// read reads a results.csv. Its errors begin with ":line: ".
func (r *Results) read(from io.Reader) error {
	r.values = make([][][]float64, len(r.Cells))
	for c := range r.Cells {
		r.values[c] = make([][]float64, len(r.Seeds))
	}
	in := csv.NewReader(from)
	in.ReuseRecord = true
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf(":1: no head: %w", err)
	}
	next := place{results: r}
	switch want := r.Columns(); {
	case slices.Equal(head, want):
		next.numbers = r.numberFields()
	case !slices.Equal(head, r.columnsAsWritten()): // as sim made them before
		return fmt.Errorf(":1: columns %s, want %s", strings.Join(head, ","), strings.Join(want, ","))
	}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return next.end()
		}
		var parse *csv.ParseError
		if errors.As(err, &parse) {
			return fmt.Errorf(":%d: %w", parse.Line, parse.Err)
		}
		if err != nil {
			return fmt.Errorf(": %w", err)
		}
		line, _ := in.FieldPos(0)
		if err := next.take(row); err != nil {
			return fmt.Errorf(":%d: %w", line, err)
		}
	}
}

// place is where in the order of rows a reader is: every run of every cell comes
// once, with all its measures or with its failure.
type place struct {
	results             *Results
	cell, seed, measure int
	numbers             map[string][]string // the last fields by cell; nil if there are none
}

func (p *place) take(row []string) error {
	r := p.results
	if p.cell == len(r.Cells) {
		return errors.New("a row after the last run")
	}
	cell, seed := r.Cells[p.cell], r.Seeds[p.seed]
	n := len(r.Parameters)
	metric, value, unit := row[n+2], row[n+3], row[n+4]
	switch {
	case row[0] != cell.ID || row[n+1] != strconv.FormatUint(seed, 10):
		return fmt.Errorf("cell %s, seed %s: want cell %s, seed %d", row[0], row[n+1], cell.ID, seed)
	case !slices.Equal(row[1:n+1], cell.Values):
		return fmt.Errorf("cell %s is at %s, want %s", cell.ID, strings.Join(row[1:n+1], ", "), strings.Join(cell.Values, ", "))
	case p.numbers != nil && !slices.Equal(row[n+5:], p.numbers[cell.ID]):
		return fmt.Errorf("cell %s is at %s, want %s", cell.ID, strings.Join(row[n+5:], ", "), strings.Join(p.numbers[cell.ID], ", "))
	case p.measure == 0 && metric == Failed:
		r.Failures = append(r.Failures, Failure{p.cell, seed, value})
		r.values[p.cell][p.seed] = slices.Repeat([]float64{math.NaN()}, len(r.Measures))
		p.nextRun()
		return nil
	}
	m := r.Measures[p.measure]
	if metric != m.Expr || unit != m.Unit {
		return fmt.Errorf("metric %q in %q: want %q in %q", metric, unit, m.Expr, m.Unit)
	}
	v := math.NaN()
	if value != "" {
		var err error
		if v, err = strconv.ParseFloat(value, 64); err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("value %q is no number", value)
		}
		if m.Share && (v < 0 || v > 1) {
			return fmt.Errorf("value %q of %s is no share from 0 to 1", value, m.Expr)
		}
	}
	r.values[p.cell][p.seed] = append(r.values[p.cell][p.seed], v)
	if p.measure++; p.measure == len(r.Measures) {
		p.nextRun()
	}
	return nil
}

func (p *place) nextRun() {
	p.measure = 0
	if p.seed++; p.seed == len(p.results.Seeds) {
		p.seed = 0
		p.cell++
	}
}

// end complains if runs are missing.
func (p *place) end() error {
	r := p.results
	if p.cell == len(r.Cells) {
		return nil
	}
	return fmt.Errorf(": cut off: no row of cell %s, seed %d, metric %q",
		r.Cells[p.cell].ID, r.Seeds[p.seed], r.Measures[p.measure].Expr)
}
