package scenarios

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/expect"
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
	spec, err := Load("test.yaml", []byte(text), fakes, set)
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
	if diff := cmp.Diff(want, mustLoad(t, minimal), specOptions); diff != "" {
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
		Protocols: []ProtocolUse{{Protocol: echo, Options: &struct{}{}}, {Protocol: store, Options: &storeOptions{
			Mode: "client", Prefix: "/x", Replicas: 3, Limit: 1 << 40, Factor: -0.5, Refresh: true, Loss: 0.01,
			Timeout: time.Second, Grace: ptr(time.Duration(0)), Cache: &storeCache{5, dist.Constant(time.Hour)},
			Seeds: []sim.Selector{"servers[0:90]", "clients", "servers[3]"}, Rules: []storeCache{{Size: 1}},
		}}},
		Workload: []Step{
			{At: 10 * time.Minute, Protocol: "store", Op: "put", Args: &storeArgs{100, "clients"}},
			{From: 20 * time.Minute, Every: dist.Constant(time.Minute), Until: time.Hour, Protocol: "store", Op: "get", Args: &storeArgs{5, "all"}},
			{Every: dist.Constant(5 * time.Minute), Until: 4 * time.Hour, Protocol: "echo", Op: "echo", Args: &echoArgs{dist.Exponential(time.Second)}},
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
		if got := mustLoad(t, minimal, "network.peers.peers.count="+set).Bootstrap.Degree; got != want {
			t.Errorf("%s peers have degree %d, want %d", set, got, want)
		}
	}
}

func TestSampleDefault(t *testing.T) {
	for duration, want := range map[string]time.Duration{"1m": time.Second, "4h": time.Minute, "10m": 2 * time.Second, "1ms": time.Second} {
		if got := mustLoad(t, minimal, "duration="+duration).Sample; got != want {
			t.Errorf("in %s gauges are read every %v, want %v", duration, got, want)
		}
	}
}
