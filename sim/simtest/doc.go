// Package simtest lets any libp2p project write go tests against a simulated
// network in virtual time.
//
// Its nouns are the [Net], a network of hosts inside one test; the host, which
// a test makes with [Net.Host] and gives to the code under test, for which it is
// an ordinary host.Host; and the seed, from which all that is random in a run
// follows: [Seeds] tries many, and the environment variable SIMTEST_SEED plays
// one again. An hour of virtual time takes as long as the work in it.
//
// A test binary needs the sealed runtime (package seal), with which command simtest
// calls go test:
//
//	go run github.com/libp2p-sim/sim/cmd/simtest ./...
//
// Without it a test that calls [Run] fails and says so. With SIMTEST_OUT=DIR in the
// environment every run leaves a run directory below DIR, for sim trace and sim report.
//
// Inside a run time.Now, time.Sleep, timers, contexts, select, math/rand and
// crypto/rand are the run's: code under test needs no change and no mocked
// clock. Each run has a process of its own. The package does not know scenarios and writes no
// reports; package protocols is the door for that. It does not seal the use of files or
// cgo. Programs with sockets run on a [Machine].
package simtest
