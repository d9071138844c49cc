package cmd

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// quotedFile is a path with a slash and an extension, in backquotes.
var quotedFile = regexp.MustCompile("`((?:[A-Za-z0-9_.-]+/)+[A-Za-z0-9_-]+\\.[a-z]+)`")

// The walks of docs/architecture.md name files that there are.
func TestArchitecture(t *testing.T) {
	b, err := os.ReadFile("../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	files := quotedFile.FindAllSubmatch(b, -1)
	if len(files) < 30 {
		t.Errorf("found %d files", len(files))
	}
	for _, f := range files {
		if info, err := os.Stat(filepath.Join("..", string(f[1]))); err != nil || !info.Mode().IsRegular() {
			t.Errorf("docs/architecture.md names %s, which is no file", f[1])
		}
	}
}
