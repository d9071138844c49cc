package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// files writes two files of finds.
func files(t *testing.T, before, after []find) (a, b string) {
	t.Helper()
	write := func(name string, finds []find) string {
		text := header + "\n"
		for _, f := range finds {
			text += f.csv() + "\n"
		}
		name = filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	return write("before.csv", before), write("after.csv", after)
}

// TestTable: shares have differences, other numbers ratios, each with Welch's interval, and all
// scenarios the mean of both with Student's. The intervals are those of R 4.2.2:
//
//	t.test(c(.6, .8, .7), c(.1, .3, .5))                        -0.016 to 0.816
//	exp(t.test(log(c(50, 50, 100)), log(c(100, 100, 400))))      0.075 to 2.093
//	t.test(c(.4, 0))                                            -2.34 to 2.74
func TestTable(t *testing.T) {
	one := func(scenario string, own, runs int) find {
		return find{scenario: scenario, seed: 1, changes: 10, own: own, other: 1, runs: runs, kept: 5, peers: 2, keys: 9, seconds: 1.5}
	}
	a, b := files(t,
		[]find{one("x", 1, 100), one("x", 3, 100), one("x", 5, 400), one("y", 5, 100), one("y", 5, 100)},
		[]find{one("x", 6, 50), one("x", 8, 50), one("x", 7, 100), one("y", 5, 100), one("y", 5, 100), one("y", 5, 100)})
	var got strings.Builder
	if err := printTable(&got, a, b); err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + got.String())
	for _, want := range []string{
		"| | x | y | all |\n",
		"| finds | 3 → 3 | 2 → 3 | |\n",
		"| changes that keep it failing with its seed, % | 30.0 → 70.0 (-1.6 to +81.6) | 50.0 → 50.0 | +20.0 (-234.1 to +274.1) |\n",
		"| runs of the search | 159 → 63.0 (×0.08 to ×2.09) | 100 → 100 | ×0.63 (×0.00 to ×223.50) |\n",
		"| peers of the result | 2.0 → 2.0 | 2.0 → 2.0 | ×1.00 |\n",
	} {
		if !strings.Contains(got.String(), want) {
			t.Errorf("the table lacks\n%s", want)
		}
	}
}

// TestNoFinds: a file that holds something else is refused, with the line.
func TestNoFinds(t *testing.T) {
	good := find{"x", 1, 10, 5, 1, 100, 5, 2, 9, 1.5}
	bad := good
	bad.runs = 0
	a, b := files(t, []find{good, good}, []find{good, bad})
	if err := printTable(&strings.Builder{}, a, b); err == nil || !strings.Contains(err.Error(), "after.csv:3: ") {
		t.Errorf("%v, want line 3 of after.csv", err)
	}
	a, b = files(t, []find{good, good}, []find{good})
	if err := printTable(&strings.Builder{}, a, b); err == nil || !strings.Contains(err.Error(), "x: want 2 finds") {
		t.Errorf("%v, want that x has too few", err)
	}
}

// TestDocs: the documentation has the table of what was measured.
func TestDocs(t *testing.T) {
	docs, err := os.ReadFile("../../../docs/explore.md")
	if err != nil {
		t.Fatal(err)
	}
	var table strings.Builder
	if err := printTable(&table, "testdata/before.csv", "testdata/after.csv"); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(docs), "\n\n"+table.String()+"\n") {
		t.Errorf("docs/explore.md lacks\n%s", table.String())
	}
}
