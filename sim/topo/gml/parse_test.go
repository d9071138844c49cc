package gml

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/say"
)

// The example has the shape of that in Shadow's documentation.
const example = `
graph [
  directed 0
  node [
    id 0
    label "node at 1.2.3.4"
    host_bandwidth_down "100 Mbit"
    host_bandwidth_up "50 Mbit"
  ]
  edge [
    source 0
    target 0
    label "path from 1.2.3.4 to 1.2.3.4"
    latency "10 ms"
    jitter "2 ms"
    packet_loss 0.25
  ]
]`

func read(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func parse(t testing.TB, text string) *Network {
	t.Helper()
	n, err := Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestParseExample(t *testing.T) {
	n := parse(t, example)
	want := Node{ID: 0, Label: "node at 1.2.3.4", UpBitsPerSecond: 50e6, DownBitsPerSecond: 100e6, Line: 4}
	if len(n.Nodes) != 1 || n.Nodes[0] != want {
		t.Errorf("nodes %+v, want %+v", n.Nodes, want)
	}
	for _, shortest := range []bool{true, false} {
		p, err := n.Path(0, 0, shortest)
		if want := (Path{10 * time.Millisecond, 2 * time.Millisecond, 0.25}); p != want || err != nil {
			t.Errorf("from the node to itself: %v, %v, want %v", p, err, want)
		}
	}
}

func TestParseAtlantic(t *testing.T) {
	n := parse(t, string(read(t, "atlantic.gml")))
	want := []Node{
		{10, "London", "GB", "", 80e6, 250e6, 7},
		{11, "Lisbon", "PT", "", 50e6, 500e6, 8},
		{20, `New "York`, "US", "NYC", 1e9, 1e9, 9},
		{30, "Fortaleza", "", "", 20 << 20, 100e6, 18},
		{31, "Lagos", "", "", 0, 0, 19},
		{99, "a router: no hosts", "", "", 0, 0, 20},
	}
	if got, want := fmt.Sprint(n.Nodes), fmt.Sprint(want); got != want {
		t.Errorf("nodes\n%s, want\n%s", got, want)
	}
	if i, ok := n.Index(30); i != 3 || !ok {
		t.Errorf("id 30 is node %d, %v, want 3", i, ok)
	}
	for _, id := range []int{0, 12, -1, 10 + 1<<32} {
		if i, ok := n.Index(id); ok {
			t.Errorf("id %d is node %d, want none", id, i)
		}
	}
}

// graph puts text inside a graph of two nodes, from line 4 on.
func graph(text string) string {
	return "graph [\nnode [ id 0 ]\nnode [ id 1 ]\n" + text + "\n]"
}

const edge01 = `edge [ source 0 target 1 latency "1 ms" ]`

func TestParseErrors(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		// syntax
		{"", "line 1: found no graph"},
		{"Version 1\n# x", "line 2: found no graph"},
		{"graph", "line 1: found the end of the text, want [ after graph"},
		{"graph [\nnode 3", "line 2: found the number 3, want [ after node"},
		{"graph [ node [ id 0 ]", "line 1: found the end of the text, want a key or the ] of the graph on line 1"},
		{"graph [\nnode [ id 0\nedge [", "line 3: found the end of the text, want the ] of edge on line 3"},
		{"graph [\n\"x\" 1 ]", `line 2: found the string "x", want a key or the ] of the graph`},
		{graph(`comment "no end` + "\n\n"), "line 4: a string that starts here does not end"},
		{graph("a [ b [ c 1 ]"), "line 5: found the end of the text, want a key or the ] of the graph on line 1"},
		{graph("a [ b & c ]"), `line 4: found "&", want a key or a value`},
		{graph("a"), `line 5: found "]", want a value after a`},
		{"]", `line 1: found "]", want a key, such as graph`},
		{"<?xml version='1.0'?>", "line 1: this looks like XML; want GML"},
		{"\xff\xfe", `line 1: found "\xff", want a key`},
		{graph("") + "\ngraph [ ]", "line 6: a second graph; the first is on line 1"},
		// the graph
		{"graph [ ]", "line 1: a graph without nodes"},
		{graph("directed 2"), "line 4: directed is the number 2, want 0 or 1"},
		{graph("directed \"0\""), `line 4: directed is the string "0", want 0 or 1`},
		{graph("directed 0\ndirected 0"), "line 5: directed is given twice; first on line 4"},
		{graph("direkted 1"), `line 4: unknown key "direkted" in a graph; did you mean "directed"?`},
		{graph("nodes [ id 3 ]"), `line 4: unknown key "nodes" in a graph; did you mean "node"?`},
		{graph("Edge [ ]"), `line 4: unknown key "Edge" in a graph; did you mean "edge"?`},
		// nodes
		{graph("node [ label \"x\" ]"), "line 4: node without id"},
		{graph("node [\nid -1 ]"), "line 5: id is the number -1, want a whole number from 0 to 2147483647"},
		{graph("node [ id 1.0 ]"), "line 4: id is the number 1.0"},
		{graph("node [ id \"2\" ]"), `line 4: id is the string "2"`},
		{graph("node [ id 2147483648 ]"), "line 4: id is the number 2147483648"},
		{graph("node [ id 2 id 3 ]"), "line 4: id is given twice for one node; first on line 4"},
		{graph("node [ id 1 ]"), "line 4: id 1 is taken by the node on line 3"},
		{graph("node [ id 2 label 7 ]"), "line 4: label is the number 7, want a string"},
		{graph("node [ id 2 host_bandwidth_up 7 ]"), "line 4: host_bandwidth_up is the number 7, want a string with a unit"},
		{graph("node [ id 2 host_bandwidth_up \"7 mbit\" ]"), `line 4: host_bandwidth_up "7 mbit" has no unit of bandwidth`},
		{graph("node [ id 2 host_bandwidth_down \"0 bit\" ]"), `line 4: host_bandwidth_down "0 bit" lets nothing through`},
		{graph("node [ id 2\nbandwidth_up \"7 Mbit\" ]"), `line 5: unknown key "bandwidth_up" in this node; did you mean "host_bandwidth_up"?`},
		// edges
		{graph(`edge [ target 0 latency "1 ms" ]`), "line 4: edge without source"},
		{graph(`edge [ source 0 latency "1 ms" ]`), "line 4: edge without target"},
		{graph("edge [\nsource 0\ntarget 7\nlatency \"1 ms\" ]"), "line 4: target 7 is the id of no node"},
		{graph("edge [ source 8 target 0 latency \"1 ms\" ]"), "line 4: source 8 is the id of no node"},
		{graph("edge [ source 0 target 1 ]"), "line 4: edge without latency"},
		{graph("edge [ source 0 target 1\nlatancy \"1 ms\" ]"), `line 5: unknown key "latancy" in this edge; did you mean "latency"?`},
		{graph("edge [ source 0 target 1 latency \"1 ms\"\nloss 0.1 ]"), `line 5: unknown key "loss" in this edge; did you mean "packet_loss"?`},
		{graph("edge [ source 0 target 1 latency \"-1 ms\" ]"), `line 4: latency "-1 ms" is no time in whole nanoseconds`},
		{graph("edge [ source 0 target 1 latency \"0 ms\" ]"), "line 4: latency is 0, want more"},
		{graph("edge [ source 0 target 1 latency 10 ]"), "line 4: latency is the number 10, want a string with a unit"},
		{graph("edge [ source 0 target 1 latency [ ] ]"), `line 4: latency is "[", want a string with a unit`},
		{graph("edge [ source 0 target 1 latency \"61 min\" ]"), `line 4: latency "61 min" is more than an hour`},
		{graph("edge [ source 0 target 1 latency \"1 ms\" jitter \"1 parsec\" ]"), `line 4: jitter "1 parsec" has no unit of time`},
		{graph("edge [ source 0 target 1 latency \"1 ms\"\npacket_loss 1.01 ]"), "line 5: packet_loss is the number 1.01, want a number from 0 to 1"},
		{graph("edge [ source 0 target 1 latency \"1 ms\" packet_loss -0.1 ]"), "line 4: packet_loss is the number -0.1"},
		{graph("edge [ source 0 target 1 latency \"1 ms\" packet_loss \"0\" ]"), `line 4: packet_loss is the string "0"`},
		{graph("edge [ source 0 target 1 latency \"1 ms\" packet_loss 1e-- ]"), "line 4: packet_loss is the number 1e--"},
	} {
		_, err := Parse([]byte(c.text))
		var e *say.Fault
		if !errors.As(err, &e) || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%q:\ngot  %v\nwant %s", c.text, err, c.want)
		} else if strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: one fault, reported as\n%v", c.text, err)
		}
	}
}

// All faults are reported, in order of lines, up to a limit.
func TestParseCollects(t *testing.T) {
	_, err := Parse([]byte(graph(`edge [ source 0 target 9 latency "1 ms" ]
directed 5
edge [ source 0 target 1 latency "1 ms" packet_loss 2 ]
node [ id 0 ]`)))
	const want = `line 4: target 9 is the id of no node
line 5: directed is the number 5, want 0 or 1
line 6: packet_loss is the number 2, want a number from 0 to 1
line 7: id 0 is taken by the node on line 2`
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	for _, text := range []string{"edge [ source 0 target 1 ]\n", edge01 + "edge [ source 0 target 2 latency \"1 ms\" ]\n"} {
		_, err = Parse([]byte(graph(strings.Repeat(text, 100))))
		if n := strings.Count(err.Error(), "line "); n != MaxErrors {
			t.Errorf("%d faults reported of 100, want %d", n, MaxErrors)
		}
	}
}

// Text that GML allows and Shadow does not use is passed over.
func TestParseTolerates(t *testing.T) {
	for _, text := range []string{
		graph(edge01),
		"\ufeff" + graph(edge01),
		strings.ReplaceAll(graph(edge01), "\n", "\r\n"),
		graph(edge01) + "\nVersion 2 stop \"]\"",
		"Creator [ graph [ node 1 ] ]\n" + graph(edge01),
		graph(`edge[source 0 target 1 latency"1 ms"# ] not yet` + "\n]"),
		graph(`edge [ target 1 latency "1 ms" weight 3 graphics [ latency 3 [ ] ] source +0 ]`),
		graph(`comment "two
lines \ and \\\" a ]" ` + edge01),
		graph(strings.Repeat("a [", 100_000) + strings.Repeat("]", 100_000) + edge01),
		// An edge may come before its nodes.
		`graph [ ` + edge01 + ` node [ id 1 ] node [ id 0 ] directed 0 ]`,
	} {
		n, err := Parse([]byte(text))
		if err != nil {
			t.Errorf("%.60q: %v", text, err)
			continue
		}
		from, _ := n.Index(0)
		to, _ := n.Index(1)
		if p, err := n.Path(from, to, false); p.Latency != time.Millisecond {
			t.Errorf("%.60q: from 0 to 1 %v, %v, want 1ms", text, p, err)
		}
	}
	label := parse(t, `graph [ node [ id 0 label "a\\\"b\c`+"\n"+`d" ] node [ id 7 ] ]`).Nodes
	if label[0].Label != "a\\\"b\\c\nd" || label[1].Line != 2 {
		t.Errorf("label %q and line %d, want escapes resolved and line 2", label[0].Label, label[1].Line)
	}
}

// FuzzParse: any input gives a network or errors, never both or none, and a
// network's paths are sane.
func FuzzParse(f *testing.F) {
	f.Add([]byte(example))
	f.Add([]byte(graph(edge01)))
	f.Add(read(f, "atlantic.gml"))
	f.Add(compress(f, []byte(example)))
	f.Add([]byte("graph [ node [ id 0 graphics [ a [ b 1 ] ] ] ] # ]"))
	f.Add([]byte("<graphml>"))
	f.Fuzz(func(t *testing.T, text []byte) {
		var n *Network
		var err error
		budget.Input.Run(t, func() {
			if n, err = Parse(text); err == nil {
				hosts := make([]int, len(n.Nodes))
				for i := range hosts {
					hosts[i] = 1 + i%2
				}
				_ = n.Check(hosts, true)
				_ = n.Check(hosts, false)
			}
		})
		if (n == nil) == (err == nil) {
			t.Fatalf("network %v, error %v", n, err)
		}
		if err != nil {
			var e *say.Fault
			if !errors.As(err, &e) {
				t.Fatalf("error %v is no *say.Fault", err)
			}
			return
		}
		for from := range min(len(n.Nodes), 5) {
			for to := range min(len(n.Nodes), 5) {
				for _, shortest := range []bool{true, false} {
					p, err := n.Path(from, to, shortest)
					if err == nil && (p.Latency <= 0 || p.Jitter < 0 || !(p.Loss >= 0 && p.Loss <= 1)) {
						t.Fatalf("path %+v", p)
					}
				}
			}
		}
	})
}
