package link

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Kind says what a figure measures.
type Kind int

// The kinds. A one-way delay is half a round-trip time.
const (
	RTT Kind = iota
	OneWay
)

// maxMs bounds the cells of a matrix, and maxRegions its sides.
const (
	maxMs      = 60_000
	maxRegions = 2000
)

const wantMs = "a time in milliseconds, 0 to 60000"

// ParseMatrix reads a square matrix of times in milliseconds from a CSV text,
// for example
//
//	from\to,home,office
//	home,2,35.5
//	office,35.5,1
//
// whose first line names the regions to which, and whose first column those
// from which, in the same order. Times are kept to a microsecond. With symmetric
// a text that is not fails. Every error is an *[say.Fault], whose columns count bytes.
func ParseMatrix(text []byte, kind Kind, symmetric bool) (*Table, error) {
	rows, err := cells(text)
	if err != nil {
		return nil, err
	}
	return parseCells(rows, kind, symmetric)
}

func parseCells(rows [][]cell, kind Kind, symmetric bool) (*Table, error) {
	t, err := parseNames(rows)
	if err != nil {
		return nil, err
	}
	for i, row := range rows[1:] {
		delays, err := parseRow(row, t.regions, i, kind)
		if err != nil {
			return nil, err
		}
		t.delay = append(t.delay, delays)
		for j := range i {
			if symmetric && t.delay[j][i] != delays[j] {
				there := rows[j+1][i+1]
				return nil, row[j+1].errorf("the same in both directions of a symmetric matrix",
					"%s to %s is %s, but %s to %s is %s (line %d, column %d)",
					t.regions[i], t.regions[j], row[j+1].text,
					t.regions[j], t.regions[i], there.text, there.line, there.column)
			}
		}
	}
	return t, nil
}

// parseNames takes the regions from the first line and checks those of the
// first column.
func parseNames(rows [][]cell) (*Table, error) {
	if len(rows) == 0 || len(rows[0]) < 2 {
		at := cell{line: 1, column: 1}
		if len(rows) > 0 {
			at = rows[0][0]
		}
		return nil, at.errorf("a first line with a corner and the names of the regions", "no names of regions")
	}
	if len(rows[0])-1 > maxRegions {
		return nil, rows[0][maxRegions+1].errorf(fmt.Sprintf("at most %d regions", maxRegions), "%d regions", len(rows[0])-1)
	}
	t := &Table{}
	seen := map[string]cell{}
	for _, c := range rows[0][1:] {
		name := strings.TrimSpace(c.text)
		if name == "" {
			return nil, c.errorf("the name of a region", "no name")
		}
		if first, twice := seen[name]; twice {
			return nil, c.errorf("a name once", "region %q is also in line %d, column %d", name, first.line, first.column)
		}
		seen[name] = c
		t.regions = append(t.regions, name)
	}
	for i, row := range rows[1:] {
		name := strings.TrimSpace(row[0].text)
		switch {
		case i >= len(t.regions):
			return nil, row[0].errorf(fmt.Sprintf("%d lines, as many as columns", len(t.regions)), "one line too many, for %q", name)
		case name != t.regions[i]:
			return nil, row[0].errorf(fmt.Sprintf("%q, the name of column %d", t.regions[i], i+1), "line for %q", name)
		}
	}
	if missing := len(t.regions) - (len(rows) - 1); missing > 0 {
		last := rows[len(rows)-1][0]
		return nil, last.errorf(fmt.Sprintf("%d lines, as many as columns", len(t.regions)),
			"the last of %d lines; the next would be for %q", len(rows)-1, t.regions[len(rows)-1])
	}
	return t, nil
}

// parseRow reads the delays from region i.
func parseRow(row []cell, regions []string, i int, kind Kind) ([]time.Duration, error) {
	delays := make([]time.Duration, len(regions))
	for j := range delays {
		if j+1 >= len(row) {
			last := row[len(row)-1]
			last.column += len(last.text)
			return nil, last.errorf(wantMs, "no cell for %s to %s", regions[i], regions[j])
		}
		d, err := parseDelay(row[j+1], kind)
		if err != nil {
			return nil, err
		}
		delays[j] = d
	}
	if len(row) > len(regions)+1 {
		c := row[len(regions)+1]
		return nil, c.errorf(fmt.Sprintf("%d times, as many as names in the first line", len(regions)), "a cell too many, %q", c.text)
	}
	return delays, nil
}

// parseDelay reads a cell as a one-way delay.
func parseDelay(c cell, kind Kind) (time.Duration, error) {
	text := strings.TrimSpace(c.text)
	ms, err := strconv.ParseFloat(text, 64)
	switch {
	case text == "":
		return 0, c.errorf(wantMs, "an empty cell")
	case err != nil || math.IsNaN(ms):
		return 0, c.errorf(wantMs, "%q is not a number", c.text)
	case ms < 0:
		return 0, c.errorf(wantMs, "%s is negative", text)
	case ms > maxMs:
		return 0, c.errorf(wantMs, "%s is more than a minute", text)
	}
	return fromMs(ms, kind), nil
}

// fromMs makes a one-way delay of milliseconds, kept to a microsecond before
// they are halved.
func fromMs(ms float64, kind Kind) time.Duration {
	d := time.Duration(math.Round(ms*1e3)) * time.Microsecond
	if kind == RTT {
		d /= 2
	}
	return d
}
