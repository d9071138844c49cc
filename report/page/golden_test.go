package page

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite testdata/ping.html")

var image = regexp.MustCompile(`base64,[A-Za-z0-9+/=&#;]{60,}`)

// TestGolden: the page of a real run of scenario ping, without script, style
// and image.
func TestGolden(t *testing.T) {
	page, d := rendered(t, "testdata/ping", standard)
	page = strings.NewReplacer(script, "SCRIPT", style, "STYLE").Replace(page)
	page = regexp.MustCompile(`sha256-.*?=&#39;`).ReplaceAllString(page, "sha256-HASH&#39;")
	page = image.ReplaceAllString(page, "base64,IMAGE")
	const path = "testdata/ping.html"
	if *update {
		if err := os.WriteFile(path, []byte(page), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if page != string(want) {
		got, have := strings.Split(page, "\n"), strings.Split(string(want), "\n")
		for i := range got {
			if i >= len(have) || got[i] != have[i] {
				t.Fatalf("%s differs from line %d on, which is now\n%.300s\ngo test -update rewrites it", path, i+1, got[i])
			}
		}
		t.Fatalf("%s is longer", path)
	}
	// By hand, from the scenario: 59 pings of three messages, 50 ms apart.
	for i, way := range d.Messages.Way {
		if way != 50e6 {
			t.Errorf("message %d takes %d ns, want 50 ms", i, way)
		}
	}
	if len(d.Ops.ID) != 59 || len(d.Messages.T) != 177 {
		t.Errorf("%d operations and %d messages, want 59 and 177", len(d.Ops.ID), len(d.Messages.T))
	}
}
