package study

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/libp2p-sim/sim/scenarios/expect"
)

// A row of the table below as other programs read it.
type readBack struct {
	Cell   string   `parquet:"cell"`
	K      string   `parquet:"k"`
	Law    string   `parquet:"law"`
	Delay  string   `parquet:"delay"`
	Seed   uint64   `parquet:"seed"`
	Metric string   `parquet:"metric"`
	Value  *float64 `parquet:"value,optional"`
	Unit   string   `parquet:"unit"`
	Failed string   `parquet:"failed"`

	KValue     float64 `parquet:"k.value"`
	KUnit      string  `parquet:"k.unit"`
	DelayValue float64 `parquet:"delay.value"`
	DelayUnit  string  `parquet:"delay.unit"`
}

func TestRecord(t *testing.T) {
	s := &Study{
		Seeds: []uint64{1, 18446744073709551615},
		Parameters: []Parameter{
			{Name: "k", Values: []string{"10%", "20%"}},
			{Name: "law", Values: []string{"{uniform: {min: 1s, max: 2s}}", `"x"`}},
			{Name: "delay", Values: []string{"1.1s", "1m30s"}},
		},
		Cells:    []Cell{{"aa", []string{"10%", "{uniform: {min: 1s, max: 2s}}", "1.1s"}}, {"bb", []string{"20%", `"x"`, "1m30s"}}},
		Measures: []Measure{{Expr: "p99(ping.rtt)", Unit: "ns"}, {Expr: "ping.success", Unit: "1", Share: true}},
	}
	run := func(i, j int) (Run, error) {
		switch {
		case i == 1 && j == 0:
			return Run{Failed: "panic: no, never"}, nil
		case i == 1:
			return Run{Values: []expect.Value{{}, {V: 0, OK: true}}}, nil
		}
		return Run{Values: []expect.Value{{V: 1e15 + float64(j), OK: true}, {V: 1. / 3, OK: true}}}, nil
	}
	var first []byte
	for range 2 {
		dir := t.TempDir()
		if err := s.Record(dir, run); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(dir, ResultsFile))
		if err != nil {
			t.Fatal(err)
		}
		want := `cell,k,law,delay,seed,metric,value,unit,k.value,k.unit,delay.value,delay.unit
aa,10%,"{uniform: {min: 1s, max: 2s}}",1.1s,1,p99(ping.rtt),1000000000000000,ns,0.1,1,1100000000,ns
aa,10%,"{uniform: {min: 1s, max: 2s}}",1.1s,1,ping.success,0.3333333333333333,1,0.1,1,1100000000,ns
aa,10%,"{uniform: {min: 1s, max: 2s}}",1.1s,18446744073709551615,p99(ping.rtt),1000000000000001,ns,0.1,1,1100000000,ns
aa,10%,"{uniform: {min: 1s, max: 2s}}",1.1s,18446744073709551615,ping.success,0.3333333333333333,1,0.1,1,1100000000,ns
bb,20%,"""x""",1m30s,1,failed,"panic: no, never",,0.2,1,90000000000,ns
bb,20%,"""x""",1m30s,18446744073709551615,p99(ping.rtt),,ns,0.2,1,90000000000,ns
bb,20%,"""x""",1m30s,18446744073709551615,ping.success,0,1,0.2,1,90000000000,ns
`
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ResultsFile, diff)
		}
		file, err := os.ReadFile(filepath.Join(dir, ParquetFile))
		if err != nil {
			t.Fatal(err)
		}
		if first != nil && !bytes.Equal(first, file) {
			t.Error("the same runs give other bytes")
		}
		first = file
	}
	rows, err := parquet.Read[readBack](bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	third, zero := 1./3, 0.
	if len(rows) != 7 {
		t.Fatalf("%d rows, want 7", len(rows))
	}
	for i, want := range map[int]readBack{
		3: {"aa", "10%", "{uniform: {min: 1s, max: 2s}}", "1.1s", 18446744073709551615, "ping.success", &third, "1", "", 0.1, "1", 1.1e9, "ns"},
		4: {"bb", "20%", `"x"`, "1m30s", 1, "failed", nil, "", "panic: no, never", 0.2, "1", 90e9, "ns"},
		5: {"bb", "20%", `"x"`, "1m30s", 18446744073709551615, "p99(ping.rtt)", nil, "ns", "", 0.2, "1", 90e9, "ns"},
		6: {"bb", "20%", `"x"`, "1m30s", 18446744073709551615, "ping.success", &zero, "1", "", 0.2, "1", 90e9, "ns"},
	} {
		if diff := cmp.Diff(want, rows[i]); diff != "" {
			t.Errorf("row %d (-want +got):\n%s", i, diff)
		}
	}
	if err := s.Record(t.TempDir(), func(int, int) (Run, error) { return Run{}, nil }); err == nil {
		t.Error("a run without values is recorded")
	}
}
