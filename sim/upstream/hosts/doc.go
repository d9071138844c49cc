// Package hosts stands in for what upstream's tests make their hosts with.
//
// Its nouns are the run, which [Run] begins in place of a test's body, and the
// makers of hosts that upstream's tests call: [NewHost] and [GenSwarm] of package
// basic host and its swarm, [New] of libp2p, [FullMeshLinked] of mocknet,
// [SimpleLibp2pNetwork] of simlibp2p. Each has the name and the arguments of the
// original, and gives a host of the run's simulated network. [Test] and [Wait] are
// those of testing/synctest, of which a sealed run is one already. An argument
// that would make a host otherwise, and that a simulated host does not have, ends
// the test: it is never left out.
package hosts
