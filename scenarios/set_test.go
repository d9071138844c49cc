package scenarios

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/sim/dist"
)

func TestSet(t *testing.T) {
	for _, c := range []struct {
		set  string
		got  func(*Spec) any
		want any
	}{
		{"duration=10h", func(s *Spec) any { return s.Duration }, 10 * time.Hour},
		{"description=a: b", func(s *Spec) any { return s.Description }, ""},
		{`description="a: b = c"`, func(s *Spec) any { return s.Description }, "a: b = c"},
		{"network.peers.0.count=100", func(s *Spec) any { return s.Network.Peers[0].Count }, 100},
		{"network.peers.clients.count=50", func(s *Spec) any { return s.Network.Peers[1].Count }, 50},
		{"churn.clients.crash=10%", func(s *Spec) any { return float64(s.Churn[2].Crash) }, 0.1},
		{"protocols.store.replicas=10", func(s *Spec) any { return s.Protocols[1].Options.(*lab.StoreOptions).Replicas }, 10},
		{"protocols.store.cache.size=8", func(s *Spec) any { return s.Protocols[1].Options.(*lab.StoreOptions).Cache.Size }, 8},
		{"workload.0.put.count=9", func(s *Spec) any { return s.Workload[0].Args.(*lab.StoreArgs).Count }, 9},
		{"network.keepalive={interval: 1s}", func(s *Spec) any { return s.Network.Keepalive }, Keepalive{Interval: time.Second, Timeout: 10 * time.Second}},
		{"expect=[]", func(s *Spec) any { return len(s.Expect) }, 0},
		{"bootstrap={graph: random, degree: 4}", func(s *Spec) any { return s.Bootstrap.Degree }, 4},
	} {
		spec, err := Load("full.yaml", []byte(full), lab.Fakes, []string{c.set})
		if c.set == "description=a: b" { // a mapping, as it would be in the file
			if err == nil {
				t.Errorf("%s is no text, want an error", c.set)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", c.set, err)
		} else if got := c.got(spec); got != c.want {
			t.Errorf("%s sets %v, want %v", c.set, got, c.want)
		}
	}
}

func TestSetCreatesWhatIsMissing(t *testing.T) {
	s := mustLoad(t, lab.Minimal, "protocols.store.cache.size=5", "network.dial.timeout=1s", "seed=3", "seed=4")
	if len(s.Protocols) != 1 || s.Protocols[0].Options.(*lab.StoreOptions).Cache.Size != 5 {
		t.Errorf("protocols are %+v", s.Protocols)
	}
	if s.Network.Dial.Timeout != dist.Constant(time.Second) || s.Network.Dial.Offline != "timeout" {
		t.Errorf("dial is %+v", s.Network.Dial)
	}
	if s.Seed != 4 {
		t.Errorf("seed is %d, want that of the last override", s.Seed)
	}
}

// An alias is a copy: to change it must leave the original alone.
func TestSetThroughAlias(t *testing.T) {
	s := mustLoad(t, `
name: alias
duration: 1h
network:
  peers: [{group: a, count: 2}, {group: b, count: 2}]
  latency: {constant: 1ms}
churn:
  - {group: a, session: &law {exponential: {mean: 1h}}, downtime: *law}
`, "churn.a.downtime.exponential.mean=2h")
	if s.Churn[0].Session.Mean() != time.Hour || s.Churn[0].Downtime.Mean() != 2*time.Hour {
		t.Errorf("churn is %+v", s.Churn[0])
	}
}

func TestSetProblems(t *testing.T) {
	for set, want := range map[string]string{
		"":                                  `--set :1:1: "" is not an override; want path=value, such as network.peers.servers.count=50`,
		"=5":                                `--set :1:1: "=5" is not an override; want path=value, such as network.peers.servers.count=50`,
		"duration":                          `--set duration:1:1: "duration" is not an override; want path=value, such as network.peers.servers.count=50`,
		"duration=":                         `--set duration:1:10: the override has no value; want path=value, such as network.peers.servers.count=50`,
		"duration=10":                       `--set duration:1:10: duration: 10 has no unit; want a duration with its unit, such as 50ms, 1h30m or 2d; did you mean "10s"?`,
		"duratoin=10m":                      `--set duratoin:1:1: unknown key "duratoin"; want name, description, seed, order, duration, sample, network, bootstrap, churn, protocols, faults, workload, tracing, logs, report or expect; did you mean "duration"?`,
		"duration.x=1":                      `--set duration.x:1:10: duration is "4h", which has no "x" in it; want path=value, such as network.peers.servers.count=50`,
		"network.peers.severs.count=5":      `--set network.peers.severs.count:1:15: network.peers has no element "severs"; want an index 0 to 2, or the group servers, clients or others; did you mean "servers"?`,
		"network.peers.3.count=5":           `--set network.peers.3.count:1:15: network.peers has no element "3"; want an index 0 to 2, or the group servers, clients or others`,
		"network.peers.clients.count=":      `--set network.peers.clients.count:1:29: the override has no value; want path=value, such as network.peers.servers.count=50`,
		"network.peers.clients.count=~":     `--set network.peers.clients.count:1:29: count has no value; want a whole number in plain digits, such as 100`,
		"network.dial={timeout: 1s, a: 2":   `--set network.dial:1:14: not valid YAML: did not find expected ',' or '}'; want a "}" at the end, commas between the keys, and quotes around values that hold brackets, as in by: "servers[0:9]"`,
		"network.dial={timeout: 1s, a: 2}":  `--set network.dial:1:28: unknown key "a" in dial; want handshake, round_trips, timeout, offline or backoff`,
		"protocols.echo.size=7":             `--set protocols.echo.size:1:16: unknown key "size" in echo; want no keys`,
		"expect.0=store.get.sucess > 1":     `--set expect.0:1:10: no metric is called "store.get.sucess"; want echo.rtt, peers.online, store.get.latency or store.get.success; did you mean "store.get.success"?`,
		`expect.0='p99(echo.rtt) < 7'`:      `--set expect.0:1:27: expect[0]: 7 is a plain number, but p99(echo.rtt) is a duration, write its unit as in 7ms`,
		"workload.0.put.by=\"clients[20]\"": `--set workload.0.put.by:1:19: by: "clients[20]" goes beyond the 20 peers of clients; want indexes 0 to 19`,
	} {
		_, err := Load("full.yaml", []byte(full), lab.Fakes, []string{set})
		if err == nil {
			t.Errorf("%q is no error, want\n%s", set, want)
		} else if err.Error() != want {
			t.Errorf("%q:\ngot  %v\nwant %s", set, err, want)
		}
	}
}
