package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever the file, Load does not panic, every problem lies inside the text
// that it is about, and what loads can be written and loaded again.
func FuzzLoad(f *testing.F) {
	f.Add([]byte(minimal), "seed=2")
	f.Add([]byte(full), "network.peers.clients.count=5")
	for _, pattern := range []string{"*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(data, "duration=5m")
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, set string) {
		check(t, data, string(data), "f.yaml", nil)
		check(t, []byte(minimal), set, "--set ", []string{set})
	})
}

// check loads data and holds the problems of one file against its text.
func check(t *testing.T, data []byte, text, file string, set []string) {
	spec, err := Load("f.yaml", data, fakes, set)
	if err == nil {
		if _, err := Load("resolved.yaml", spec.Resolved(), fakes, nil); err != nil {
			t.Errorf("does not load again:\n%s\n%v", spec.Resolved(), err)
		}
		return
	}
	var ps Problems
	if !errors.As(err, &ps) || len(ps) == 0 {
		t.Fatalf("the error is %#v, want Problems", err)
	}
	lines := textLines(text)
	for _, p := range ps {
		if p.Message == "" || p.Line < 1 || p.Column < 1 {
			t.Errorf("%+v has no message or no place", p)
		}
		if p.File != file && strings.Contains(text, p.File) {
			continue // a file that the scenario holds
		}
		if p.File != file && set == nil {
			t.Errorf("%+v is about another file", p)
		}
		if p.File == "f.yaml" && set != nil {
			continue // the override took away what the file needs
		}
		if p.Line > len(lines) {
			t.Errorf("%v is behind the last line, %d", p, len(lines))
		} else if most := utf8.RuneCountInString(lines[p.Line-1]) + 1; p.Column > most {
			t.Errorf("%v is behind the last column, %d", p, most)
		}
	}
}
