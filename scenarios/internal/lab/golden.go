// Package lab has the parts that tests of scenarios and of studies share: protocols that do
// nothing, a short scenario, and golden files.
package lab

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
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
