package link

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"
)

// A Table holds round-trip times between regions.
type Table struct {
	regions []string
	rtt     [][]time.Duration
}

// Median round-trip times between 33 AWS regions over one year, taken
// 2025-07-17 from cloudping.co by commonwarexyz/monorepo (MIT OR Apache-2.0).
//
//go:embed data/aws33-rtt-ms-p50.csv
var aws33 []byte

var tables = map[string]func() *Table{
	"aws33": sync.OnceValue(func() *Table { return mustTable("aws33", aws33) }),
}

// TableNames lists the tables that are built in, sorted.
func TableNames() []string { return []string{"aws33"} }

// LookupTable returns a built-in table.
func LookupTable(name string) (*Table, bool) {
	f, ok := tables[name]
	if !ok {
		return nil, false
	}
	return f(), true
}

// Regions returns the names of the table's regions in the table's order.
func (t *Table) Regions() []string { return t.regions }

// Index returns the place of a region in Regions, -1 if there is none.
func (t *Table) Index(region string) int {
	for i, r := range t.regions {
		if r == region {
			return i
		}
	}
	return -1
}

// OneWay returns half the round-trip time from one region to another. The
// table need not be symmetric.
func (t *Table) OneWay(from, to int) time.Duration { return t.rtt[from][to] / 2 }

func mustTable(name string, b []byte) *Table {
	t, err := parseTable(b)
	if err != nil {
		panic(fmt.Sprintf("link: built-in table %s: %v", name, err))
	}
	return t
}

// parseTable reads a square matrix of round-trip times in milliseconds whose
// first line and first column name the regions.
func parseTable(b []byte) (*Table, error) {
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		return nil, err
	}
	if len(rows) < 2 || len(rows[0]) != len(rows) {
		return nil, fmt.Errorf("%d lines of %d columns, want a square matrix with names", len(rows), len(rows[0]))
	}
	t := &Table{regions: rows[0][1:]}
	for i, row := range rows[1:] {
		if row[0] != t.regions[i] {
			return nil, fmt.Errorf("line %d is for %q, want %q", i+2, row[0], t.regions[i])
		}
		rtt := make([]time.Duration, len(t.regions))
		for j, cell := range row[1:] {
			ms, err := strconv.ParseFloat(cell, 64)
			if err != nil || ms < 0 || ms > 60_000 {
				return nil, fmt.Errorf("line %d, column %d: %q is no round-trip time in milliseconds", i+2, j+2, cell)
			}
			rtt[j] = time.Duration(math.Round(ms*1e3)) * time.Microsecond
		}
		t.rtt = append(t.rtt, rtt)
	}
	return t, nil
}
