package main

import (
	"fmt"
	"time"
)

// A scenario is a workload that joins, rests until busy, and is busy for steady.
type scenario struct {
	text string
	busy time.Duration
}

// steady is how long a network is busy, in virtual time.
const steady = time.Minute

// kadScenario: servers join 50 ms apart, refresh their tables, and then put and get
// once a second for each 100 hosts.
func kadScenario(hosts int) scenario {
	joined := time.Duration(hosts) * 50 * time.Millisecond
	busy := joined + time.Minute
	every := max(100*time.Second/time.Duration(hosts), time.Millisecond)
	return scenario{fmt.Sprintf(`name: scale-kad-dht
seed: 1
duration: %[1]s
network:
  peers: [{group: servers, count: %[2]d}]
  latency: {uniform: {min: 10ms, max: 100ms}}
bootstrap: {graph: random, degree: 3, interval: 50ms}
protocols: {kademlia: {}}
workload:
  - {from: %[3]s, every: %[4]s, put: {}}
  - {from: %[5]s, every: %[4]s, get: {}}
`, busy+steady, hosts, busy, every, busy+5*time.Second), busy}
}

// gossipScenario: peers join a topic 10 ms apart, and then one publishes 1 kB a second.
func gossipScenario(hosts int) scenario {
	busy := time.Duration(hosts)*10*time.Millisecond + 20*time.Second
	return scenario{fmt.Sprintf(`name: scale-gossipsub
seed: 1
duration: %[1]s
network:
  peers: [{group: peers, count: %[2]d}]
  latency: {uniform: {min: 10ms, max: 100ms}}
bootstrap: {graph: random, degree: %[3]d, interval: 10ms}
protocols: {gossipsub: {d: 8}}
workload:
  - {from: %[4]s, every: 1s, publish: {size: 1000B}}
`, busy+steady, hosts, min(20, hosts-1), busy), busy}
}
