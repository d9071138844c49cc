package study

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoad(t *testing.T) {
	l := newLab(3, []Measure{latency, success}, size)
	l.value = churned
	r := l.load(t)
	if !r.Complete || len(r.Failures) != 0 {
		t.Errorf("complete %v, failures %v", r.Complete, r.Failures)
	}
	for c, cell := range l.Cells {
		seeds, values := r.Sample(c, 1)
		if len(seeds) != 3 {
			t.Fatalf("%d seeds", len(seeds))
		}
		for i, seed := range seeds {
			if want := churned(cell, seed, success); values[i] != want {
				t.Errorf("cell %d, seed %d: %v, want %v", c, seed, values[i], want)
			}
		}
	}
	if !Is(r.Dir) || Is(t.TempDir()) {
		t.Error("Is does not know a study directory")
	}
}

// A file that is half-written or damaged is refused, with the place.
func TestLoadRefuses(t *testing.T) {
	l := newLab(2, []Measure{latency}, size)
	l.value = churned
	whole := l.put(t, t.TempDir())
	read := func(name string) string {
		b, err := os.ReadFile(filepath.Join(whole, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	manifest, results := read(ManifestFile), read(ResultsFile)
	line := func(n int) string { return strings.SplitAfter(results, "\n")[n-1] }
	for _, c := range []struct{ name, manifest, results, want string }{
		{"no manifest", "-", results, "is not a study directory: it has no study.json"},
		{"no results", manifest, "-", "has no results.csv yet: sim sweep has not finished there"},
		{"bad JSON", strings.Replace(manifest, `"name"`, `name`, 1), results, "study.json:2: invalid character 'n'"},
		{"unknown key", strings.Replace(manifest, `"question"`, `"questoin"`, 1), results, `json: unknown field "questoin"`},
		{"wrong type", strings.Replace(manifest, `"name": "lab"`, `"name": 7`, 1), results, "study.json:2: json: cannot unmarshal number"},
		{"seeds out of order", strings.Replace(manifest, "1,\n    2", "2,\n    1", 1), results, "study.json: seeds[1]: 1 after 2, want ascending seeds"},
		{"a cell twice", strings.Replace(manifest, "00000002", "00000001", 1), results, "study.json: cells[1]: 00000001 is there twice"},
		{"a value of no parameter", strings.Replace(manifest, "\"values\": [\n        \"20\"", "\"values\": [\n        \"21\"", 1), results, `study.json: cells[1] (00000002): k has no value "21"`},
		{"other columns", manifest, strings.Replace(results, "k,", "j,", 1), "results.csv:1: columns cell,j,seed,metric,value,unit,k.value,k.unit, want cell,k,seed,metric,value,unit,k.value,k.unit"},
		{"empty", manifest, "", "results.csv:1: no head: EOF"},
		{"a row too few", manifest, strings.Replace(results, line(7), "", 1), `results.csv: cut off: no row of cell 00000003, seed 2, metric "p99(ping.rtt)"`},
		{"a row too many", manifest, results + line(7), "results.csv:8: a row after the last run"},
		{"a row twice", manifest, results[:len(line(1)+line(2))] + results[len(line(1)):], "results.csv:3: cell 00000001, seed 1: want cell 00000001, seed 2"},
		{"half a row", manifest, results[:len(results)-8], "results.csv:7: wrong number of fields"},
		{"no number", manifest, strings.Replace(results, line(3), "00000001,10,2,p99(ping.rtt),fast,ns,10,1\n", 1), `results.csv:3: value "fast" is no number`},
		{"not finite", manifest, strings.Replace(results, line(3), "00000001,10,2,p99(ping.rtt),NaN,ns,10,1\n", 1), `results.csv:3: value "NaN" is no number`},
		{"other unit", manifest, strings.Replace(results, ",ns,", ",ms,", 1), `results.csv:2: metric "p99(ping.rtt)" in "ms": want "p99(ping.rtt)" in "ns"`},
		{"other number", manifest, strings.Replace(results, ",10,1\n", ",11,1\n", 1), "results.csv:2: cell 00000001 is at 11, 1, want 10, 1"},
		{"other value", manifest, strings.Replace(results, line(2), strings.Replace(line(2), ",10,", ",20,", 1), 1), "results.csv:2: cell 00000001 is at 20, want 10"},
	} {
		dir := t.TempDir()
		for name, content := range map[string]string{ManifestFile: c.manifest, ResultsFile: c.results} {
			if content == "-" {
				continue
			}
			if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), dir) {
			t.Errorf("%s: %v\nwant %s", c.name, err, c.want)
		}
	}
	if _, err := Load(filepath.Join(whole, "absent")); err == nil {
		t.Error("loaded a directory that does not exist")
	}
}

func TestFailedRunsAreLeftOut(t *testing.T) {
	l := newLab(6, []Measure{latency, success}, size)
	l.value = churned
	l.fail = func(c Cell, seed uint64) string {
		if c.ID == "00000002" && seed == 3 {
			return "deadlock"
		}
		return ""
	}
	r := l.load(t)
	if len(r.Failures) != 1 || r.Failures[0] != (Failure{1, 3, "deadlock"}) {
		t.Errorf("failures %v", r.Failures)
	}
	if s := r.Statistic(1, 0); s.N != 5 {
		t.Errorf("n = %d, want 5", s.N)
	}
	// A pair needs both.
	x, y := pairs(r, 0, 0, r, 1, 0)
	if len(x) != 5 || x[2] != churned(l.Cells[0], 4, latency) || y[2] != churned(l.Cells[1], 4, latency) {
		t.Errorf("pairs %v and %v", x, y)
	}
	if got := r.seedsOf(1); got != "5 of 6" {
		t.Errorf("seeds %q", got)
	}
}
