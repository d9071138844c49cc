package simtest_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	codeBlock = regexp.MustCompile("(?s)```[a-z]+\n(.*?)```")
	codeName  = regexp.MustCompile("`(?:n|simtest|Config)\\.[A-Z][A-Za-z]+`")
)

// TestDocs: every block of code in docs/protocols.md stands in a file of the
// examples or of this package, which their tests compile and run, and all
// names that it mentions exist.
func TestDocs(t *testing.T) {
	root := filepath.Join("..", "..")
	var sources strings.Builder
	for _, glob := range []string{"examples/bitswap/*", "examples/simtest/*/*.go", "sim/simtest/*.go", "sim/node.go"} {
		files, err := filepath.Glob(filepath.Join(root, filepath.FromSlash(glob)))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v, %d files", glob, err, len(files))
		}
		for _, f := range files {
			if info, err := os.Stat(f); err != nil || info.IsDir() {
				continue
			}
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			sources.Write(b)
		}
	}
	page, err := os.ReadFile(filepath.Join(root, "docs", "protocols.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := codeBlock.FindAllStringSubmatch(string(page), -1)
	if len(blocks) < 10 {
		t.Errorf("%d blocks of code", len(blocks))
	}
	all := sources.String()
	for _, b := range blocks {
		if code := b[1]; !strings.Contains(all, code) && !strings.Contains(all, "//"+code) {
			t.Errorf("in no file:\n%s", code)
		}
	}
	for _, name := range codeName.FindAllString(string(page), -1) {
		_, method, _ := strings.Cut(strings.Trim(name, "`"), ".")
		defined := regexp.MustCompile(`(?m)^(func (\(n \*\w+\) )?|type |\t)` + method + `\b`)
		if !defined.MatchString(all) {
			t.Errorf("%s is not defined", name)
		}
	}
}
