// Command published writes docs/ipfs-provide.md: what scenario ipfs-provide gave,
// beside what was measured in the public IPFS network.
//
//	published -live DIR -single DIR K=DIR…
//
// Each DIR is a run directory. K is the replication parameter of a run of
// ipfs-provide; runs of the same K are taken together. The first K is the one
// that the scenario's dial time-outs were fitted for. -single is a run in which
// all dials time out after the same time, -live one of liveness.yaml.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "published:", err)
		os.Exit(1)
	}
}

// A trial is the runs with one K.
type trial struct {
	k    int
	runs []*samples
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("published", flag.ContinueOnError)
	live := flags.String("live", "", "run directory of liveness.yaml")
	single := flags.String("single", "", "run directory of ipfs-provide with one dial time-out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *live == "" || *single == "" || flags.NArg() == 0 {
		return errors.New("want -live DIR -single DIR K=DIR…")
	}
	var trials []*trial
	for _, arg := range flags.Args() {
		k, dir, ok := strings.Cut(arg, "=")
		n, err := strconv.Atoi(k)
		if !ok || err != nil {
			return fmt.Errorf("%q: want K=DIR, such as 20=results/k20", arg)
		}
		if published(n) == nil {
			return fmt.Errorf("%q: nothing was published for K = %d", arg, n)
		}
		s, err := read(dir)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(trials, func(t *trial) bool { return t.k == n })
		if i < 0 {
			i, trials = len(trials), append(trials, &trial{k: n})
		}
		trials[i].runs = append(trials[i].runs, s)
	}
	alone, err := read(*single)
	if err != nil {
		return err
	}
	life, err := read(*live)
	if err != nil {
		return err
	}
	w := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	w("# Provide() beside the public network")
	w("")
	w("Made by `make published` from runs of [ipfs-provide](../scenarios/ipfs-provide.yaml) and of")
	w("[liveness](../report/published/liveness.yaml). Published: ProbeLab, network-measurements, RFM 17 (provider")
	w("record liveness), July 2022: 10 000 contents, about 15 400 servers. Simulated: 158 peers.")
	if err := provideTable(w, trials, alone); err != nil {
		return err
	}
	return liveTable(w, life)
}
