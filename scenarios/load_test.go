package scenarios

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
)

// How Specs are compared: where a step stood does not matter.
var specOptions = cmp.Options{
	cmpopts.IgnoreFields(Step{}, "Line"),
	cmp.Comparer(func(a, b dist.Dist) bool { return a == b }),
	cmp.Comparer(func(a, b expect.Expr) bool { return a.String() == b.String() }),
	cmp.Comparer(func(a, b protocols.Protocol) bool { return a.Name == b.Name }),
}

func mustLoad(t testing.TB, text string, set ...string) *Spec {
	t.Helper()
	spec, err := Load("test.yaml", []byte(text), lab.Fakes, set)
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func mustExpect(t *testing.T, text string) Expectation {
	t.Helper()
	e, err := expect.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return Expectation{Text: text, Expr: e}
}

func ptr[T any](x T) *T { return &x }

func TestLoadDefaults(t *testing.T) {
	want := &Spec{
		Name:     "minimal",
		Seed:     1,
		Duration: time.Hour,
		Sample:   15 * time.Second,
		Network: Network{
			Peers:     []Group{{Group: "peers", Count: 10, Dialable: true, Queue: 256 << 10}},
			Latency:   Latency{Law: ptr(dist.Constant(50 * time.Millisecond))},
			Dial:      Dial{Handshake: "tcp-noise-yamux", Timeout: dist.Constant(5 * time.Second), Offline: "timeout", Backoff: true},
			Keepalive: Keepalive{Interval: 30 * time.Second, Timeout: 10 * time.Second},
		},
		Bootstrap: Bootstrap{Graph: "random", Degree: 3, Interval: 100 * time.Millisecond},
	}
	if diff := cmp.Diff(want, mustLoad(t, lab.Minimal), specOptions); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

const full = `
name: full
description: |
  Two lines,
  "quoted": #yes
seed: 18446744073709551615
duration: 4h
sample: 1m
network:
  peers:
    - {group: servers, count: 180, region: weighted}
    - {group: clients, count: 20, dialable: false, region: eu-west-1}
    - {group: others, count: 1}
  latency: {table: aws33}
  dial: {handshake: quic, timeout: 3s, offline: refuse, backoff: false}
  keepalive: {interval: 10s, timeout: 5s}
bootstrap: {graph: full, interval: 0s}
churn:
  - {group: servers, session: {weibull: {shape: 0.61, mean: 4h}}, downtime: {exponential: {mean: 1h}}, crash: 50%, from: 10m, until: 2h}
  - {group: servers, session: {weibull: {shape: 2, scale: 4h}}, downtime: {uniform: {min: 1m, max: 2m}}, start: online, from: 2h, datastore: lose}
  - {group: clients, session: 1h, downtime: {constant: 5m}, crash: 0.25}
protocols:
  store: {mode: client, prefix: /x, replicas: 3, factor: -0.5, refresh: true, loss: 1%, timeout: 1s, grace: 0s, cache: {size: 5, ttl: 1h}, seeds: ["servers[0:90]", clients, "servers[3]"], rules: [{size: 1}]}
  echo: {}
workload:
  - {at: 10m, put: {count: 100, by: clients}}
  - {from: 20m, every: 1m, until: 1h, get: {count: 5}}
  - every: 5m
    echo: {interval: {exponential: {mean: 1s}}}
expect:
  - store.get.success >= 99%
  - 'p99(echo.rtt) < 500ms'
  - min(peers.online) > 100
`

func TestLoadFull(t *testing.T) {
	want := &Spec{
		Name:        "full",
		Description: "Two lines,\n\"quoted\": #yes\n",
		Seed:        1<<64 - 1,
		Duration:    4 * time.Hour,
		Sample:      time.Minute,
		Network: Network{
			Peers: []Group{
				{Group: "servers", Count: 180, Dialable: true, Region: Weighted, Queue: 256 << 10},
				{Group: "clients", Count: 20, Region: "eu-west-1", Queue: 256 << 10},
				{Group: "others", Count: 1, Dialable: true, Region: Weighted, Queue: 256 << 10},
			},
			Latency:   Latency{Table: ptr("aws33")},
			Dial:      Dial{Handshake: "quic", Timeout: dist.Constant(3 * time.Second), Offline: "refuse"},
			Keepalive: Keepalive{Interval: 10 * time.Second, Timeout: 5 * time.Second},
		},
		Bootstrap: Bootstrap{Graph: "full"},
		Churn: []Churn{
			{
				Group: "servers", Session: dist.Weibull(0.61, 4*time.Hour), Downtime: dist.Exponential(time.Hour), Crash: 0.5,
				Start: "equilibrium", From: 10 * time.Minute, Until: 2 * time.Hour, Datastore: "keep", Rejoin: "same",
			},
			{
				Group: "servers", Session: dist.WeibullScale(2, 4*time.Hour), Downtime: dist.Uniform(time.Minute, 2*time.Minute),
				Start: "online", From: 2 * time.Hour, Until: 4 * time.Hour, Datastore: "lose", Rejoin: "same",
			},
			{
				Group: "clients", Session: dist.Constant(time.Hour), Downtime: dist.Constant(5 * time.Minute), Crash: 0.25,
				Start: "equilibrium", Until: 4 * time.Hour, Datastore: "keep", Rejoin: "same",
			},
		},
		Protocols: []ProtocolUse{{Protocol: lab.Echo, Options: &struct{}{}}, {Protocol: lab.Store, Options: &lab.StoreOptions{
			Mode: "client", Prefix: "/x", Replicas: 3, Limit: 1 << 40, Factor: -0.5, Refresh: true, Loss: 0.01,
			Timeout: time.Second, Grace: ptr(time.Duration(0)), Cache: &lab.StoreCache{Size: 5, TTL: dist.Constant(time.Hour)},
			Seeds: []sim.Selector{"servers[0:90]", "clients", "servers[3]"}, Rules: []lab.StoreCache{{Size: 1}},
		}}},
		Workload: []Step{
			{At: 10 * time.Minute, Protocol: "store", Op: "put", Args: &lab.StoreArgs{Count: 100, By: "clients"}},
			{From: 20 * time.Minute, Every: dist.Constant(time.Minute), Until: time.Hour, Protocol: "store", Op: "get", Args: &lab.StoreArgs{Count: 5, By: "all"}},
			{Every: dist.Constant(5 * time.Minute), Until: 4 * time.Hour, Protocol: "echo", Op: "echo", Args: &lab.EchoArgs{Interval: dist.Exponential(time.Second)}},
		},
		Expect: []Expectation{
			mustExpect(t, "store.get.success >= 99%"),
			mustExpect(t, "p99(echo.rtt) < 500ms"),
			mustExpect(t, "min(peers.online) > 100"),
		},
	}
	got := mustLoad(t, full)
	if diff := cmp.Diff(want, got, specOptions); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if got.Workload[1].Line != 27 {
		t.Errorf("the second step is in line %d, want 27", got.Workload[1].Line)
	}
}

// The degree that nobody asked for gives way to a small network.
func TestDegreeOfFewPeers(t *testing.T) {
	for set, want := range map[string]int{"1": 0, "2": 1, "4": 3, "9": 3} {
		if got := mustLoad(t, lab.Minimal, "network.peers.peers.count="+set).Bootstrap.Degree; got != want {
			t.Errorf("%s peers have degree %d, want %d", set, got, want)
		}
	}
}

func TestSampleDefault(t *testing.T) {
	for duration, want := range map[string]time.Duration{"1m": time.Second, "4h": time.Minute, "10m": 2 * time.Second, "1ms": time.Second} {
		if got := mustLoad(t, lab.Minimal, "duration="+duration).Sample; got != want {
			t.Errorf("in %s gauges are read every %v, want %v", duration, got, want)
		}
	}
}

// TestShares: a group that is a share of the network has as many peers as make it.
func TestShares(t *testing.T) {
	for peers, want := range map[string]string{
		"[{group: a, count: 80}, {group: b, share: 20%}]":                                  "80 20",
		"[{group: b, share: 20%}, {group: a, count: 80}]":                                  "20 80",
		"[{group: a, count: 45}, {group: b, share: 30%}, {group: c, share: 25%}]":          "45 30 25",
		"[{group: a, count: 30}, {group: z, count: 10}, {group: b, share: 33%}]":           "30 10 20",
		"[{group: a, count: 4}, {group: b, share: 1%}]":                                    "4 1",
		"[{group: a, count: 10, dialable: true}, {group: b, share: 50%, dialable: false}]": "10 10",
	} {
		spec := mustLoad(t, "name: x\nduration: 1m\nnetwork: {peers: "+peers+", latency: {constant: 5ms}}\nprotocols: {}\n")
		var got []string
		for _, g := range spec.Network.Peers {
			got = append(got, fmt.Sprint(g.Count))
			if g.Share != 0 {
				t.Errorf("%s: %s has still a share", peers, g.Group)
			}
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%s: %s peers, want %s", peers, s, want)
		}
		again := mustLoad(t, string(Resolved(spec)))
		if !bytes.Equal(Resolved(again), Resolved(spec)) {
			t.Errorf("%s: what it resolves to is another scenario", peers)
		}
	}
}
