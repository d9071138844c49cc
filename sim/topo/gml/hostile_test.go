package gml

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"

	"github.com/libp2p-sim/sim/sim/budget"
)

// Files as large as they may be, in each of the ways that could cost more than
// their length, are read or refused within bounds.
func TestHostileFiles(t *testing.T) {
	const size = 16 << 20 // of a file that a scenario names
	repeat := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	numbered := func(format string) string {
		var b strings.Builder
		for i := 0; b.Len() < size; i++ {
			fmt.Fprintf(&b, format, i)
		}
		return b.String()
	}
	edge := "edge [source 0 target %d latency \"1 ms\"]\n"
	for _, c := range []struct{ name, text, want string }{
		{"nodes", "graph [\n" + numbered("node [id %d]\n") + "]", "no path"},
		{"edges", "graph [\nnode [id 0]\n" + repeat("edge [source 0 target 0 latency \"1 ms\"]\n") + "]", ""},
		{"edges to nowhere", "graph [\nnode [id 0]\n" + numbered(edge) + "]", "is the id of no node"},
		{"a deep list", "graph [ a " + repeat("[ ") + repeat("] ") + "]", "nodes"},
		{"a deep list without keys", "graph [ a " + repeat("["), "want the ]"},
		{"one long key", "graph [ " + repeat("k") + " [ ] ]", "nodes"},
		{"one long string", "graph [ a \"" + repeat("\\\"") + "\" ]", "nodes"},
		{"one string without end", "graph [ a \"" + repeat("x"), "does not end"},
		{"keys of one node", "graph [ node [ id 0 " + numbered("k%d 0 ") + "] ]", ""},
		{"comments", repeat("# a comment\n") + "graph [ node [ id 0 ] ]", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var n *Network
			var err error
			budget.Input.Run(t, func() {
				if n, err = Parse([]byte(c.text)); err == nil {
					hosts := make([]int, len(n.Nodes))
					hosts[0], hosts[len(hosts)-1] = 1, 1
					err = n.Check(hosts, true)
				}
			})
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("it gives %.300v, want %q", err, c.want)
			}
		})
	}
}

// A file of a few kilobytes that unpacks to a gigabyte is given up in time.
func TestBomb(t *testing.T) {
	var file bytes.Buffer
	w, err := xz.NewWriter(&file)
	if err != nil {
		t.Fatal(err)
	}
	line := []byte("edge [ source 0 target 0 latency \"1 ms\" ]\n")
	zeros := bytes.Repeat(line, 1<<20/len(line)+1)
	for range MaxText>>20 + 1 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if file.Len() > 1<<20 {
		t.Fatalf("the bomb has %d bytes", file.Len())
	}
	budget.Input.Run(t, func() { _, err = Parse(file.Bytes()) })
	if err == nil || !strings.Contains(err.Error(), "MiB of text") {
		t.Errorf("it gives %.300v", err)
	}
}
