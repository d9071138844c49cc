package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// writeRun writes the metrics of a run whose Provide() took 0.1 s, 0.2 s, … 10 s.
func writeRun(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString("t_ns,metric,value,peer,key\n")
	for i := range 100 {
		fmt.Fprintf(&b, "%d,kademlia.provide.latency,%d,clients-0,c\n", i, (100-i)*1e9/10)
		fmt.Fprintf(&b, "%d,kademlia.provide.dials_failed,%d,clients-0,c\n", i, i%20)
		fmt.Fprintf(&b, "%d,kademlia.find_providers.success,%d,clients-0,c\n", i, min(i, 1))
	}
	for i := range 27 { // a reading an hour, the first before the record
		live := max(0, min(20, 25-i))
		if i == 0 {
			live = 0
		}
		fmt.Fprintf(&b, "%d,peers.online,%d,,\n%d,peers.online,%d,,servers\n", i*3600*1e9, 999, i*3600*1e9, 100-i)
		fmt.Fprintf(&b, "%d,kademlia.provider_records,%d,,c\n", i*3600*1e9, live)
		fmt.Fprintf(&b, "%d,kademlia.provider_records_closest,%d,,c\n", i*3600*1e9, live/2)
	}
	if err := os.WriteFile(filepath.Join(dir, "metrics.csv"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestTables(t *testing.T) {
	dir := writeRun(t)
	var out strings.Builder
	if err := run([]string{"-live", dir, "-single", dir, "20=" + dir, "15=" + dir, "15=" + dir}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| K = 20, published | fitted | ratio | K = 15, published | predicted | ratio |",
		"| P50 | 12.64 s | 5.00 s | 0.40 | 10.45 s | 5.00 s | 0.48 | 5.00 s | 0.40 |",
		"100 of K = 20, 200 of K = 15, 100 with one",
		"the median one has 9\n",
		"Of the 2 predictions\nat P50 and P90, 0 are within 30%.\nThe worst is off by 76%.",
		// The record appears after 1 h, with 20 holders until 5 h.
		"| 1 h | 13 | 20 | 1.54 | 17 | 10 | 0.59 | 98 |",
		"| 10 h | 13 | 14 | 1.08 | 15 | 7 | 0.47 | 89 |",
		"| 25 h | 0 | 0 | | | | | 74 |",
		"Of 100\nsearches for their providers in that day 99.0% succeeded",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	for _, args := range [][]string{
		{"-live", dir, "-single", dir},
		{"-live", t.TempDir(), "-single", dir, "20=" + dir},
		{"-live", dir, "-single", dir, "21=" + dir},
		{"-live", dir, "-single", dir, dir},
	} {
		if err := run(args, &out); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}
