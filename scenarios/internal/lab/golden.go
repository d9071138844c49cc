// Package lab has the parts that tests of scenarios and of studies share: protocols that do
// nothing, a short scenario, and golden files.
package lab

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// Update says that golden files are rewritten.
var Update = flag.Bool("update", false, "rewrite the golden files")

// Golden compares got with a file, or rewrites the file.
func Golden(t *testing.T, file, got string) {
	t.Helper()
	if *Update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}

// BadFiles holds the error of each file of testdata/bad against the .txt next to it.
// Read the difference after -update: it is what users will see. Load is given the name
// of a file without its folder.
func BadFiles(t *testing.T, load func(name string, data []byte) error) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			err = load(filepath.Base(file), data)
			var ps strict.Problems
			if !errors.As(err, &ps) {
				t.Fatalf("gives %v, want problems", err)
			}
			Golden(t, strings.TrimSuffix(file, ".yaml")+".txt", strings.ReplaceAll(err.Error(), "testdata/bad/", "")+"\n")
		})
	}
}
