package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTable(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "5s")
	var b strings.Builder
	b.WriteString("t_ns,metric,value,peer,key\n")
	for i := range 100 {
		fmt.Fprintf(&b, "%d,kademlia.provide.latency,%d,clients-0,c\n", i, (100-i)*1e9/10)
		fmt.Fprintf(&b, "%d,kademlia.provide.dials_failed,%d,clients-0,c\n", i, i%20)
		fmt.Fprintf(&b, "%d,kademlia.provider_records,13,,c\n", i)
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "metrics.csv"), []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run([]string{dir}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| P50 | 12.64 s | 5.10 s | 0.40 |", "| P90 | 48.98 s | 9.10 s | 0.19 |", "| live holders of a record, P50 | 13 | 13 | 1.00 |", "its median is 1.02 and",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	if err := run([]string{t.TempDir()}, &out); err == nil {
		t.Error("a folder without a run is no error")
	}
}
