//go:build simsealed

package kademlia

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
)

// Filters made for public addresses let simulated peers pass.
func TestFiltersLetPublicPeersPass(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) {
			o.DiversityFilter, o.QueryFilter, o.RoutingTableFilter, o.Quorum = true, "public", "public", 1
		})
		l.do("put", &PutArgs{Count: 1, By: "c[0]", Key: "k", Value: "here"})
		l.do("get", &GetArgs{Count: 1, By: "c[1]", Key: "k"})
		want(t, "put", l.ends("kademlia.put"), []string{"ok 20 peers"})
		want(t, "get", l.ends("kademlia.get"), []string{"ok here"})
		if stats := l.in.servants[l.node("s-0")].dht.GetRoutingTableDiversityStats(); len(stats) == 0 {
			t.Error("the diversity filter is not there")
		}
		if asked := l.values("kademlia.get.queried")[0]; asked >= 20 {
			t.Errorf("a get with quorum 1 asked %v peers", asked)
		}
	})
}

func TestAnEmptyTableFillsFromBootstrapPeers(t *testing.T) {
	for _, peers := range []sim.Selector{"", "s[0:2]"} {
		sealed(t, func() {
			l := newBench(20, 0, func(o *Options) { o.BootstrapPeers = peers })
			n, err := l.Add(sim.NodeConfig{Name: "lonely", Dialable: true})
			if err == nil {
				err = n.Start()
			}
			if err == nil {
				err = l.in.Start(n)
			}
			if err != nil {
				t.Error(err)
				return
			}
			time.Sleep(5 * time.Minute)
			size := l.in.servants[n].dht.RoutingTable().Size()
			if lonely := size == 0; lonely != (peers == "") {
				t.Errorf("with bootstrap peers %q the table has %d entries", peers, size)
			}
		})
	}
}

func TestModes(t *testing.T) {
	for mode, servers := range map[string]int{"auto": 3, "server": 5, "client": 0} {
		sealed(t, func() {
			l := newBench(3, 2, func(o *Options) { o.Mode = mode })
			got := 0
			for _, n := range l.Nodes() {
				if l.in.servants[n].dht.Mode() == dht.ModeServer {
					got++
				}
			}
			want(t, "servers in mode "+mode, got, servers)
		})
	}
}

func TestProtocolIDs(t *testing.T) {
	for want, tune := range map[protocol.ID]func(*Options){
		"/sim/kad/1.0.0":     nil,
		"/sim/lan/kad/1.0.0": func(o *Options) { o.ProtocolExtension = "/lan" },
		"/old/1":             func(o *Options) { o.V1ProtocolOverride, o.ProtocolExtension = "/old/1", "/lan" },
	} {
		sealed(t, func() {
			l := newBench(3, 0, tune)
			l.do("put", &PutArgs{Count: 1, Key: "k"})
			if !slices.Contains(l.node("s-0").Host().Mux().Protocols(), want) {
				t.Errorf("no %s in %v", want, l.node("s-0").Host().Mux().Protocols())
			}
			if ends := l.ends("kademlia.put"); len(ends) != 1 || !strings.HasPrefix(ends[0], "ok") {
				t.Errorf("with %s: %v", want, ends)
			}
		})
	}
}

// goOnly are kad-dht's options that are Go code, and so have no key in scenarios.
var goOnly = map[string]string{
	"AddressFilter":           "a function",
	"BootstrapPeers":          "bootstrap_peers, through BootstrapPeersFunc",
	"OnRequestHook":           "a function",
	"ProviderDatastore":       "the datastore has both kinds of records",
	"ValueDatastore":          "the datastore has both kinds of records",
	"Validator":               "scenarios' own records need theirs",
	"WithCustomMessageSender": "it counts messages, see sender",
}

// TestEveryOption reads kad-dht's options from its source: each is used, or is in
// goOnly with a reason.
func TestEveryOption(t *testing.T) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/libp2p/go-libp2p-kad-dht").Output()
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "dht_options.go"))
	if err != nil {
		t.Fatal(err)
	}
	var ours []byte
	for _, file := range []string{"configure.go", "release.go"} {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		ours = append(ours, b...)
	}
	found := regexp.MustCompile(`(?m)^func ([A-Z]\w*)\(.*\) Option {`).FindAllSubmatch(source, -1)
	if len(found) < 30 {
		t.Fatalf("only %d options", len(found))
	}
	for _, m := range found {
		name := string(m[1])
		used := bytes.Contains(ours, []byte("dht."+name+"("))
		if _, excused := goOnly[name]; used == excused {
			t.Errorf("option %s: used %v, in goOnly %v", name, used, excused)
		}
	}
}
