package expect

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// crowd is samples of two groups: servers measure 10, 20 and 30 ms at 1, 2 and 3
// minutes, clients ten times as much.
func crowd() Samples {
	names := []string{"", "servers-0", "servers-1", "servers-2+1", "clients-0", "clients-10", "clients-2", "record-1"}
	s := Samples{Def: trace.MetricDef{Name: "ping.rtt", Unit: "ns", Kind: trace.Duration}, Name: func(i uint32) string { return names[i] }}
	for i := range 3 {
		for _, group := range []int{0, 3} {
			s.T = append(s.T, int64(i+1)*60e9)
			s.Value = append(s.Value, []float64{10e6, 0, 0, 100e6}[group]*float64(i+1))
			s.Peer = append(s.Peer, uint32(1+group+i))
			s.Key = append(s.Key, 7)
		}
	}
	return s
}

func TestMeasure(t *testing.T) {
	online := Samples{
		Def: trace.MetricDef{Name: "peers.online", Unit: "peers", Kind: trace.Gauge},
		T:   []int64{0, 0, 0}, Value: []float64{5, 3, 2}, Peer: []uint32{0, 0, 0}, Key: []uint32{0, 1, 2},
		Name: func(i uint32) string { return []string{"", "servers", "clients"}[i] },
	}
	size := Samples{Def: trace.MetricDef{Name: "size", Unit: "bytes", Kind: trace.Count}, T: []int64{0}, Value: []float64{7}}
	ok := Samples{Def: trace.MetricDef{Name: "get.success", Unit: "1", Kind: trace.Ratio}, T: []int64{0, 1}, Value: []float64{1, 0}}
	defs := []trace.MetricDef{crowd().Def, online.Def, size.Def, ok.Def}
	for _, c := range []struct {
		text string
		s    Samples
		want float64
		n    int
		unit string
	}{
		{"p99(ping.rtt) after 2m", crowd(), 300e6, 4, "ns"},
		{"ping.rtt", crowd(), 110e6, 6, "ns"},
		{"rtt", crowd(), 110e6, 6, "ns"},
		{"mean(ping.rtt) of servers", crowd(), 20e6, 3, "ns"},
		{"max(ping.rtt) of clients between 1m and 3m", crowd(), 200e6, 2, "ns"},
		{"max(ping.rtt) of servers[2]", crowd(), 30e6, 1, "ns"}, // its successor
		{"max(ping.rtt) of clients[0:3]", crowd(), 300e6, 2, "ns"},
		{"count(ping.rtt) of servers[7]", crowd(), 0, 0, "1"},
		{"peers.online", online, 5, 1, "peers"}, // the parts would count twice
		{"online of servers", online, 3, 1, "peers"},
		{"size", size, 7, 1, "B"},
		{"get.success", ok, 0.5, 2, "1"},
		{"sum(success)", ok, 1, 2, "1"},
	} {
		m, err := ParseMeasure(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if m, err = m.Bind(defs); err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		v, n, ok := m.Eval(c.s)
		if v != c.want || n != c.n || !ok || m.Unit() != c.unit || m.String() != c.text || m.Metric() != c.s.Def.Name {
			t.Errorf("%s = %v %s of %d of %s (%v), want %v %s of %d of %s", m, v, m.Unit(), n, m.Metric(), ok, c.want, c.unit, c.n, c.s.Def.Name)
		}
	}
	pods := crowd()
	pods.Roster = &trace.Roster{}
	for _, name := range []string{"servers-0", "clients-2"} {
		pods.Roster.Add(trace.Peer{Name: name, Group: "web"})
	}
	web, _ := ParseMeasure("max(ping.rtt) of web")
	web, _ = web.Bind(defs)
	if v, n, _ := web.Eval(pods); v != 300e6 || n != 2 {
		t.Errorf("of a group that names do not tell: %v of %d, want 300e6 of 2", v, n)
	}
	m, _ := ParseMeasure("p99(ping.rtt) after 1h")
	m, _ = m.Bind(defs)
	if v, n, ok := m.Eval(crowd()); v != 0 || n != 0 || ok {
		t.Errorf("without samples: %v of %d, %v", v, n, ok)
	}
}

func TestEvalChangesNothing(t *testing.T) {
	s, want := crowd(), crowd()
	slices.Reverse(s.Value)
	slices.Reverse(want.Value)
	m, _ := ParseMeasure("median(ping.rtt)")
	m, _ = m.Bind([]trace.MetricDef{s.Def})
	m.Eval(s)
	if !slices.Equal(s.Value, want.Value) || !slices.Equal(s.T, want.T) {
		t.Error("a measure reordered the samples")
	}
}

func TestMeasureErrors(t *testing.T) {
	for _, c := range []struct {
		text string
		col  int
		says string
	}{
		{"", 1, "it ends here, want a metric"},
		{"ping.rtt < 5ms", 10, `unexpected "<", want nothing more after a measure`},
		{"ping.rtt of", 12, "want a group of peers"},
		{"ping.rtt of servers[", 21, "want the number of a peer"},
		{"ping.rtt of servers[x]", 21, "want the number of a peer"},
		{"ping.rtt of servers[3:3]", 23, "want a range whose end is above its start"},
		{"ping.rtt of servers[1:3", 24, "want a closing bracket"},
		{"ping.rtt after 30m of servers", 20, "nothing more"},
		{"mean over seeds of ping.rtt", 6, "belongs under expect of the study"},
	} {
		_, err := ParseMeasure(c.text)
		var syntax *say.Fault
		if !errors.As(err, &syntax) || syntax.Column != c.col || !strings.Contains(syntax.Message, c.says) {
			t.Errorf("%q: %v, want column %d: ... %s", c.text, err, c.col, c.says)
		}
	}
}

func TestNames(t *testing.T) {
	defs := []trace.MetricDef{{Name: "kademlia.get.success"}, {Name: "kademlia.put.success"}, {Name: "kademlia.replicas"}, {Name: "replicas.of.all"}, {Name: "get.success"}}
	for name, want := range map[string]string{
		"kademlia.replicas": "kademlia.replicas",
		"replicas":          "kademlia.replicas",
		"get.success":       "get.success", // itself, before any that ends in it
		"put.success":       "kademlia.put.success",
		"success":           `column 5: "success" could be get.success or kademlia.get.success or kademlia.put.success`,
		"licas":             `column 5: no metric is called "licas"`, // no part of a name
	} {
		m, err := ParseMeasure("min(" + name + ")")
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if m, err = m.Bind(defs); err != nil {
			got = err.Error()
		} else {
			got = m.Metric()
		}
		if got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
}
