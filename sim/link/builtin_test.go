package link

import (
	"slices"
	"testing"
	"time"
)

func lookup(t *testing.T, name string) *Table {
	t.Helper()
	table, ok := LookupTable(name)
	if !ok {
		t.Fatalf("no table %s", name)
	}
	return table
}

func TestTableNames(t *testing.T) {
	if got := TableNames(); !slices.Equal(got, []string{"aws33", "planetlab490", "world8"}) {
		t.Errorf("tables %v", got)
	}
	for _, name := range TableNames() {
		table := lookup(t, name)
		for i, region := range table.Regions() {
			if table.Index(region) != i {
				t.Errorf("%s: region %s is at %d, want %d", name, region, table.Index(region), i)
			}
			if len(table.Weights()) != len(table.Regions()) || table.Weights()[i] <= 0 {
				t.Errorf("%s: weights %v", name, table.Weights())
			}
			for j := range table.Regions() {
				if table.OneWay(i, j) <= 0 {
					t.Errorf("%s: %d to %d takes %v", name, i, j, table.OneWay(i, j))
				}
			}
		}
		if table.Index("atlantis") != -1 {
			t.Errorf("%s has Atlantis", name)
		}
	}
	if _, ok := LookupTable("atlantis"); ok {
		t.Error("Atlantis is a table")
	}
}

func TestWorld8(t *testing.T) {
	table := lookup(t, "world8")
	europe, east := table.Index("europe"), table.Index("na_east")
	if got := table.OneWay(europe, east); got != 70*time.Millisecond {
		t.Errorf("europe to na_east takes %v, want 70ms", got)
	}
	if w := table.Weights(); !slices.Equal(w, []float64{290, 5599, 1059, 161, 2894, 1240, 47, 36}) {
		t.Errorf("weights %v", w)
	}
	if up, down, ok := table.Bandwidth(europe); up != 20.7e6 || down != 40e6 || !ok {
		t.Errorf("europe has %d up and %d down, %v", up, down, ok)
	}
	known := 0
	for i := range table.Regions() {
		if _, _, ok := table.Bandwidth(i); ok {
			known++
		}
	}
	if known != len(world8Rates) {
		t.Errorf("%d regions have rates, want %d: the names differ", known, len(world8Rates))
	}
	if _, _, ok := table.Bandwidth(table.Index("south_africa")); ok {
		t.Error("south_africa has rates, which SimBlock has not")
	}
	if _, ok := table.WithJitter(); ok {
		t.Error("world8 has jitter")
	}
}

func TestPlanetLab490(t *testing.T) {
	table := lookup(t, "planetlab490")
	if n := len(table.Regions()); n != 490 || table.Regions()[0] != "host-000" || table.Regions()[489] != "host-489" {
		t.Fatalf("%d regions from %s on", n, table.Regions()[0])
	}
	var all []time.Duration
	for i := range 490 {
		for j := range i {
			if table.OneWay(i, j) != table.OneWay(j, i) {
				t.Fatalf("%d to %d is not symmetric", i, j)
			}
			all = append(all, 2*table.OneWay(i, j))
		}
	}
	slices.Sort(all)
	// Percentiles as the data's description has them.
	for _, c := range []struct{ percent, ms int }{{1, 6}, {50, 135}, {90, 291}, {99, 413}} {
		if got := all[len(all)*c.percent/100].Round(time.Millisecond); got != time.Duration(c.ms)*time.Millisecond {
			t.Errorf("p%d is %v, want %d ms", c.percent, got, c.ms)
		}
	}
	if got := table.OneWay(0, 0); got != 100*time.Microsecond {
		t.Errorf("from host-000 to itself in %v, want half of 0.2 ms, its least RTT", got)
	}
	if got := table.OneWay(0, 1); got != 100*time.Microsecond {
		t.Errorf("from host-000 to host-001 in %v, want 0.1 ms", got)
	}
	if _, _, ok := table.Bandwidth(0); ok {
		t.Error("planetlab490 has rates")
	}
	if w := table.Weights(); w[0] != 1 || w[489] != 1 {
		t.Errorf("weights %v, want all 1", w)
	}
}
