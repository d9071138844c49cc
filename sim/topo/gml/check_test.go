package gml

import (
	"strings"
	"testing"
)

func TestCheck(t *testing.T) {
	n := parse(t, string(read(t, "atlantic.gml")))
	for _, c := range []struct {
		name     string
		hosts    []int
		shortest bool
		want     string // the whole error, "" for none
	}{
		{"all but the router", []int{3, 3, 3, 1, 1, 0}, true, ""},
		{"no hosts", []int{0, 0, 0, 0, 0, 0}, false, ""},
		{"two hosts where no loop is", []int{1, 1, 1, 2, 1, 0}, true,
			"line 18: node 30 has no edge to itself, which hosts at the same node need"},
		{"three with direct edges", []int{2, 1, 0, 0, 0, 0}, false, ""},
		{"two without", []int{1, 1, 1, 0, 0, 0}, false,
			"line 8: no edge from node 11 to node 20 (line 9)"},
		{"two faults, in order of lines", []int{0, 1, 1, 1, 0, 0}, false,
			"line 8: no edge from node 11 to node 20 (line 9)\n" +
				"line 8: more than one edge from node 11 to node 30: lines 29 and 30\n" +
				"line 9: no edge from node 20 to node 30 (line 18)"},
	} {
		got := ""
		if err := n.Check(c.hosts, c.shortest); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestCheckDirected(t *testing.T) {
	n := parse(t, graph("directed 1\n"+edge01))
	err := n.Check([]int{1, 1}, true)
	if err == nil || err.Error() != "line 3: no path from node 1 to node 0 (line 2)" {
		t.Errorf("got %v, want the way back missing", err)
	}
}

func TestCheckStops(t *testing.T) {
	d := drawn{n: 50}
	hosts := make([]int, d.n)
	for i := range hosts {
		hosts[i] = 1
	}
	err := parse(t, d.text()).Check(hosts, true)
	if n := strings.Count(err.Error(), "no path"); n != MaxErrors {
		t.Errorf("%d faults reported, want %d", n, MaxErrors)
	}
	defer func() {
		if recover() == nil {
			t.Error("hosts for too few nodes pass")
		}
	}()
	_ = parse(t, d.text()).Check(hosts[1:], true)
}
