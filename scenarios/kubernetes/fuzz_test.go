package kubernetes

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/sim/budget"
)

// Parse and Build panic on no file, and every error lies inside the text.
func FuzzParse(f *testing.F) {
	f.Add([]byte(head + tail))
	f.Add([]byte(labelled))
	f.Add([]byte(three))
	f.Add([]byte(head + "  containers: [&c {name: c}, {<<: *c, name: d}]\n  nodeSelector: {y: no, 1: 0x1}\n"))
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil || len(files) == 0 {
		f.Fatalf("no manifests: %v", err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		var c *Cluster
		var err error
		budget.Input.Run(t, func() {
			var m *Manifests
			if m, err = Parse("f.yaml", text); err == nil {
				c, err = Build(m, DefaultConfig())
			}
		})
		if c != nil {
			if err == nil {
				for i := range c.Peers {
					if _, err := c.Hops(0, i); err != nil {
						t.Error(err)
					}
				}
				return
			}
		}
		var es Errors
		if !errors.As(err, &es) || len(es) == 0 {
			t.Fatalf("the error is %#v, want Errors", err)
		}
		lines := textLines(text)
		for _, e := range es {
			if e.File != "f.yaml" || e.Message == "" || e.Line < 1 || e.Column < 1 {
				t.Errorf("%+v has no message or no place", e)
			} else if e.Line > len(lines) {
				t.Errorf("%v is behind the last line, %d", &e, len(lines))
			} else if most := utf8.RuneCountInString(lines[e.Line-1]) + 1; e.Column > most {
				t.Errorf("%v is behind the last column, %d", &e, most)
			}
		}
	})
}
