// Command bench runs one Kademlia workload on simulated networks and
// compares what they cost: this project's fabric, go-libp2p's mocknet as it is, hosts of
// libp2p.New over this project's sockets, by TCP with Noise and yamux and by QUIC, and
// go-libp2p's own x/simlibp2p (real QUIC over marcopolo/simnet). A line more is what a
// user of the command gets: the same workload as a scenario of `sim run`.
//
// Its nouns are the [fleet], the hosts of one network; the workload, written
// once against host.Host; and the [sample], what one process that ran the
// workload on one network has cost. Every run is a process of its own, sealed
// (package seal), and is measured from outside: user and system CPU seconds and
// the largest resident set, as the operating system counts them. It does not
// measure wall time, which says little on a machine that others use.
//
// It is a module of its own so that the simulator does not depend on simnet and
// on what simlibp2p needs for tests. It must be built with the overlay:
//
//	go run ./sim/seal/mkoverlay .seal
//	cd sim/bench && go build -tags simsealed -overlay ../../.seal/overlay.json -o ../../bin/bench .
//	bin/bench -runs 3 -sim bin/sim
//
// The last line of its output is JSON: network → {cpu_s, peak_mb}, medians.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	runs := flags.Int("runs", 3, "runs of each network")
	hosts := flags.Int("hosts", 100, "hosts of the workload, at least 4")
	ops := flags.Int("ops", 100, "puts and gets of the workload")
	names := flags.String("networks", "ours,mocknet,libp2p-tcp,libp2p-quic,simlibp2p", "networks to measure, by commas; the others are compared with the first")
	sim := flags.String("sim", "", "also run the workload as a scenario by this command")
	child := flags.String("child", "", "run the workload in this process on one network: ours, mocknet, libp2p-tcp, libp2p-quic or simlibp2p")
	profile := flags.String("cpuprofile", "", "with -child: write a CPU profile to this file")
	if err := flags.Parse(args); err != nil {
		return err
	}
	switch {
	case flags.NArg() > 0:
		return fmt.Errorf("unexpected argument %q", flags.Arg(0))
	case *runs < 1 || *hosts < minHosts || *ops < 1:
		return fmt.Errorf("want at least 1 run, %d hosts and 1 operation", minHosts)
	case *profile != "" && *child == "":
		return fmt.Errorf("-cpuprofile needs -child")
	}
	w := workload{Hosts: *hosts, Ops: *ops}
	if *child != "" {
		return runChild(*child, w, *profile, stdout)
	}
	networks := strings.Split(*names, ",")
	for _, name := range networks {
		if _, err := lookup(name); err != nil {
			return err
		}
	}
	if *sim != "" {
		networks = slices.Insert(networks, 1, simRun)
	}
	samples, err := measure(networks, *sim, *runs, w, stderr)
	if err != nil {
		return err
	}
	return report(stdout, networks, samples)
}
