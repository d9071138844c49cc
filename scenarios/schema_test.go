package scenarios_test

import (
	"bytes"
	"testing"

	"github.com/libp2p-sim/sim/scenarios"
)

const good = `name: good
duration: 1h
network:
  peers: [{group: servers, count: 20}, {group: clients, count: 2, dialable: false}]
  latency: {uniform: {min: 10ms, max: 100ms}}
churn: [{group: servers, session: {weibull: {shape: 0.61, mean: 4h}}, downtime: 1h30m, crash: 12.5%}]
protocols: {ping: {}, kademlia: {bucket_size: 10}}
workload:
  - {at: 10m, put: {count: 100, by: clients}}
  - {from: 20m, every: 1m, until: 30m, get: {by: "servers[0:9]"}}
expect: [p99(ping.rtt) < 500ms]
`

// The schema must refuse wrong scenarios, or it is no use in an editor; and the
// loader must refuse them too.
func TestSchemaRefuses(t *testing.T) {
	schema := compileSchema(t)
	if err := schema.Validate(asJSON(t, []byte(good))); err != nil {
		t.Fatalf("the good scenario: %v", err)
	}
	if _, err := scenarios.Load("good.yaml", []byte(good), known, nil); err != nil {
		t.Fatalf("the good scenario: %v", err)
	}
	for _, c := range []struct{ what, old, new string }{
		{"no name", "name: good\n", ""},
		{"a name with spaces", "name: good", "name: go od"},
		{"no duration", "duration: 1h\n", ""},
		{"a duration without a unit", "duration: 1h", "duration: 1"},
		{"a duration that is empty", "duration: 1h", `duration: ""`},
		{"a duration with a wrong unit", "duration: 1h", "duration: 1hour"},
		{"units in the wrong order", "downtime: 1h30m", "downtime: 30m1h"},
		{"an unknown key", "network:", "netwrok: {}\nnetwork:"},
		{"an unknown key of a group", "dialable:", "diallable:"},
		{"a text for a boolean", "dialable: false", "dialable: never"},
		{"a count of 0", "count: 20}", "count: 0}"},
		{"half a peer", "count: 20}", "count: 1.5}"},
		{"two latencies", "{uniform:", "{constant: 1ms, uniform:"},
		{"no latency", "{uniform: {min: 10ms, max: 100ms}}", "{}"},
		{"an unknown law", "weibull:", "weibul:"},
		{"a shape of 0", "shape: 0.61", "shape: 0"},
		{"a share above 100%", "12.5%", "100.5%"},
		{"a share above 1", "12.5%", "12.5"},
		{"an unknown protocol", "ping: {}", "pong: {}"},
		{"an unknown option", "bucket_size", "bucketsize"},
		{"a step without a time", "at: 10m, ", ""},
		{"a step with two times", "at: 10m", "at: 10m, every: 1m"},
		{"from without every", "every: 1m, ", ""},
		{"a step without an operation", ", put: {count: 100, by: clients}", ""},
		{"two operations", "put: {count: 100", "get: {}, put: {count: 100"},
		{"an unknown operation", "put:", "putt:"},
		{"a bad selector", "servers[0:9]", "servers[0:9"},
		{"a number for an expectation", "p99(ping.rtt) < 500ms", "7"},
		{"a list for a mapping", "{ping: {}, kademlia: {bucket_size: 10}}", "[ping]"},
	} {
		if !bytes.Contains([]byte(good), []byte(c.old)) {
			t.Fatalf("%s: the good scenario has no %q", c.what, c.old)
		}
		bad := bytes.Replace([]byte(good), []byte(c.old), []byte(c.new), 1)
		if schema.Validate(asJSON(t, bad)) == nil {
			t.Errorf("the schema lets %s pass", c.what)
		}
		if _, err := scenarios.Load("bad.yaml", bad, known, nil); err == nil {
			t.Errorf("the loader lets %s pass", c.what)
		}
	}
}

func TestSchemaIsDeterministic(t *testing.T) {
	first, err := scenarios.Schema(known)
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if again, err := scenarios.Schema(known); err != nil || !bytes.Equal(first, again) {
			t.Fatalf("the schema differs from call to call: %v", err)
		}
	}
}
