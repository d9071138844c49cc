package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const samples = `t_ns,metric,value,peer,key
1000000000,gossipsub.mesh,99,,
2000000000,gossipsub.delivery,10000000,peers-1,peers-0
2000000000,gossipsub.delivery,30000000,peers-2,peers-0
2000000000,gossipsub.delivery,20000000,peers-3,peers-0
3000000000,gossipsub.mesh,5,,
3000000000,gossipsub.duplicates,2,peers-1,peers-0
3000000000,gossipsub.duplicates,5,peers-2,peers-0
4000000000,gossipsub.mesh,6,,
4000000000,ping.rtt,1,peers-1,peers-0
`

func runDir(t *testing.T, metrics string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "metrics.csv"), []byte(metrics), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestFigure(t *testing.T) {
	svg := filepath.Join(t.TempDir(), "f.svg")
	dir := runDir(t, samples)
	var out bytes.Buffer
	if err := figure([]string{svg, "4=" + dir, "12=" + dir}, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"| 4 | 5.5 | 20 ms | 30 ms | 30 ms | 3.50 | 3.50 |\n", "| 12 | 5.5 |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	b, err := os.ReadFile(svg)
	if err != nil || !bytes.Contains(b, []byte("d = 12")) {
		t.Errorf("%v, and no line for d = 12", err)
	}
}

func TestErrors(t *testing.T) {
	for _, tt := range []struct {
		args []string
		want string
	}{
		{nil, "want FILE.svg DEGREE=RUNDIR"},
		{[]string{"f.svg", "six=dir"}, `"six=dir": want DEGREE=RUNDIR`},
		{[]string{"f.svg", "6=" + t.TempDir()}, "metrics.csv"},
		{[]string{"f.svg", "6=" + runDir(t, "t_ns,metric,value,peer,key\n")}, "want a run of the scenario gossipsub"},
		{[]string{"f.svg", "6=" + runDir(t, "t_ns,metric,value,peer,key\n1,x\n")}, "line 2"},
	} {
		if err := figure(tt.args, new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: %v, want %s", tt.args, err, tt.want)
		}
	}
}
