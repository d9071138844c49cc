package rundir_test

import (
	"fmt"
	"os"

	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// The manifest of a run has the digests of its records.
func Example() {
	dir, err := os.MkdirTemp("", "rundir")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	w, err := rundir.Create(dir, true, false)
	if err != nil {
		panic(err)
	}
	defer w.Close()
	up := trace.Event{Kind: trace.Up, P: "a"}
	if err := w.Events(up.AppendJSON(nil)); err != nil {
		panic(err)
	}
	m := trace.Manifest{Scenario: "small"}
	_, err = w.Finish(&m)
	fmt.Println("fingerprint", m.Fingerprint[:8], err)
	files, err := os.ReadDir(dir)
	if err != nil {
		panic(err)
	}
	for _, f := range files {
		fmt.Println(f.Name())
	}
	// Output:
	// fingerprint 9dd84554 <nil>
	// events.jsonl.zst
	// metrics.csv
	// peers.jsonl
}
