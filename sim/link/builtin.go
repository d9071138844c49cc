package link

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Round-trip times between 33 AWS regions, median and 90th percentile over one
// year, taken 2025-07-17 from cloudping.co by commonwarexyz/monorepo (MIT OR
// Apache-2.0).
var (
	//go:embed data/aws33-rtt-ms-p50.csv
	aws33 []byte
	//go:embed data/aws33-rtt-ms-p90.csv
	aws33p90 []byte
)

// One-way delays between 8 regions of the world and, in the last column, how
// many nodes of a public Ethereum crawl are there; libp2p/test-plans,
// gossipsub-interop/network_graph.py (MIT OR Apache-2.0). One pair is not
// symmetric: south_africa to south_america 190 ms, back 195 ms.
//
//go:embed data/world8-oneway-ms.csv
var world8 []byte

// world8Rates are the rates of SimBlock's regions of 2019 (dsg-titech/simblock,
// Apache-2.0), bits per second, for those regions of world8 that SimBlock has:
// North America counts for both of its halves, Asia-Pacific for east_asia.
var world8Rates = map[string]rates{
	"na_east":       {19_200_000, 52_000_000},
	"na_west":       {19_200_000, 52_000_000},
	"europe":        {20_700_000, 40_000_000},
	"south_america": {5_800_000, 18_000_000},
	"east_asia":     {15_700_000, 22_800_000},
	"australia":     {11_300_000, 29_900_000},
}

// Round-trip times between 490 PlanetLab hosts, the half above the diagonal of
// a symmetric matrix: uofa-rzhu3/NetLatency-Data, PlanetLabData_1 (MIT); Zhu,
// Liu, Niu, Li, Liu, Network latency estimation for personal devices: a matrix
// completion approach, IEEE/ACM Transactions on Networking, 2017.
//
//go:embed data/planetlab490-rtt-ms-upper.csv.gz
var planetlab490 []byte

var builtin = map[string]func() *Table{
	"aws33":        sync.OnceValue(func() *Table { return must(parseAWS33()) }),
	"planetlab490": sync.OnceValue(func() *Table { return must(parseUpper(planetlab490)) }),
	"world8":       sync.OnceValue(func() *Table { return must(parseWorld8(world8)) }),
}

// TableNames lists the tables that are built in, sorted.
func TableNames() []string { return slices.Sorted(maps.Keys(builtin)) }

// LookupTable returns a built-in table, parsed when it is first asked for.
func LookupTable(name string) (*Table, bool) {
	parse, ok := builtin[name]
	if !ok {
		return nil, false
	}
	return parse(), true
}

func must(t *Table, err error) *Table {
	if err != nil {
		panic(fmt.Sprintf("link: built-in table: %v", err))
	}
	return t
}

func parseAWS33() (*Table, error) {
	t, err := ParseMatrix(aws33, RTT, false)
	if err != nil {
		return nil, err
	}
	p90, err := ParseMatrix(aws33p90, RTT, false)
	if err != nil {
		return nil, err
	}
	t.p90 = p90.delay
	return t, nil
}

// parseWorld8 reads a matrix with a last column of weights.
func parseWorld8(text []byte) (*Table, error) {
	rows, err := cells(text)
	if err != nil {
		return nil, err
	}
	var weights []float64
	for i, row := range rows {
		last := len(row) - 1
		rows[i] = row[:last]
		if i == 0 {
			continue
		}
		w, err := strconv.ParseFloat(row[last].text, 64)
		if err != nil {
			return nil, err
		}
		weights = append(weights, w)
	}
	t, err := parseCells(rows, OneWay, false)
	if err != nil {
		return nil, err
	}
	t.weights = weights
	for _, region := range t.regions {
		t.rates = append(t.rates, world8Rates[region])
	}
	return t, nil
}

// parseUpper reads the strict upper triangle of a symmetric matrix of
// round-trip times in milliseconds. The host of line i is region "host-i". Two
// peers on one host are as far apart as it is from its nearest neighbour: the
// data does not say, and 0 would be faster than any machine.
func parseUpper(zipped []byte) (*Table, error) {
	z, err := gzip.NewReader(bytes.NewReader(zipped))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(z)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")
	t := &Table{}
	for i := range lines {
		t.regions = append(t.regions, fmt.Sprintf("host-%03d", i))
		t.delay = append(t.delay, make([]time.Duration, len(lines)))
	}
	for i, line := range lines[:len(lines)-1] {
		fields := strings.Split(line, ",")
		if len(fields) != len(lines)-i-1 {
			return nil, fmt.Errorf("line %d has %d fields, want %d", i+1, len(fields), len(lines)-i-1)
		}
		for k, f := range fields {
			ms, err := strconv.ParseFloat(f, 64)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", i+1, err)
			}
			j := i + 1 + k
			t.delay[i][j] = fromMs(ms, RTT)
			t.delay[j][i] = t.delay[i][j]
		}
	}
	for i, row := range t.delay {
		nearest := time.Duration(0)
		for j, d := range row {
			if j != i && (nearest == 0 || d < nearest) {
				nearest = d
			}
		}
		row[i] = nearest
	}
	return t, nil
}
