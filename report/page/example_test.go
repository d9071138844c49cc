package page_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A run directory with nothing but a manifest gets a page that names the missing files.
func ExampleWrite() {
	dir, err := os.MkdirTemp("", "page")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	manifest, err := json.Marshal(trace.Manifest{Format: 1, Scenario: "small", Seed: 1, Status: trace.Complete})
	if err != nil {
		panic(err)
	}
	if err := os.WriteFile(filepath.Join(dir, trace.ManifestFile), manifest, 0o644); err != nil {
		panic(err)
	}
	fmt.Println(page.Write(dir))
	html, err := os.ReadFile(filepath.Join(dir, page.File))
	fmt.Println(strings.Contains(string(html), trace.EventsFile), err)
	// Output:
	// <nil>
	// true <nil>
}
