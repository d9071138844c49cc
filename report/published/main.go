// Command published writes docs/ipfs-provide.md: results of the scenario
// ipfs-provide beside measurements in the public IPFS network.
//
//	published -single DIR -live DIR… -large DIR… K=DIR…
//	published -real ADDRESSES=DIR…
//	published -waku LABEL=DIR…
//
// Each DIR is a run directory. K is the replication parameter of a run of
// ipfs-provide; runs of the same K differ in their seeds. The first K is the one
// that the scenario's dial time-outs were fitted for. -single is a run in which
// all dials time out after the same time, each -live one of liveness.yaml, and each
// -large one of ipfs-provide with more servers. With -real it writes docs/real-dials.md
// instead, from runs of the scenario real-dials in which peers have so many addresses, and with -waku
// docs/waku.md, from runs of waku.yaml with messages of that size or a variant.
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

// A trial is the runs with one K, a seed each.
type trial struct {
	k    int
	runs []*samples
}

// runsFlag are the runs of a flag that may be given again and again.
type runsFlag []*samples

func (f *runsFlag) String() string { return "" }

func (f *runsFlag) Set(dir string) error {
	s, err := read(dir)
	*f = append(*f, s)
	return err
}

func run(args []string, out io.Writer) error {
	flags := flag.NewFlagSet("published", flag.ContinueOnError)
	var live, large, single runsFlag
	var real realFlag
	var waku wakuFlag
	flags.Var(&waku, "waku", "size of messages or variant, and run directory of waku.yaml; repeatable")
	flags.Var(&real, "real", "addresses of a peer and run directory of real-dials; repeatable")
	flags.Var(&live, "live", "run directory of liveness.yaml; repeatable")
	flags.Var(&large, "large", "run directory of ipfs-provide with more servers; repeatable")
	flags.Var(&single, "single", "run directory of ipfs-provide with one dial time-out")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if len(real)+len(waku) > 0 {
		switch {
		case len(live)+len(large)+len(single)+flags.NArg() > 0 || len(real) > 0 && len(waku) > 0:
			return errors.New("want -real ADDRESSES=DIR… alone, or -waku LABEL=DIR…")
		case len(waku) > 0:
			return wakuPage(out, waku)
		}
		return realPage(out, real)
	}
	if len(live) == 0 || len(large) == 0 || len(single) != 1 || flags.NArg() == 0 {
		return errors.New("want -single DIR -live DIR… -large DIR… K=DIR…")
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
	return providePage(out, trials, single[0], large, live)
}

// providePage writes docs/ipfs-provide.md.
func providePage(out io.Writer, trials []*trial, single *samples, large, live []*samples) error {
	w := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	w("# Provide() beside the public network")
	w("")
	w("Made by `make published` from runs of [ipfs-provide](../scenarios/ipfs-provide.yaml) and of")
	w("[liveness](../report/published/liveness.yaml). Published: ProbeLab, network-measurements, RFM 17 (provider")
	w("record liveness), July 2022: 10 000 contents, about 15 400 servers; RFM 7 and RFM 19 where they are named.")
	w("Simulated: %d peers. A simulated value is the mean over the seeds of its runs, and in brackets", trials[0].runs[0].hosts)
	w("stands its 95%% confidence interval by Student's t: pooled, the samples of a busy seed would weigh more.")
	if err := provideTable(w, trials, single); err != nil {
		return err
	}
	if err := sizeTable(w, trials[0].runs, large); err != nil {
		return err
	}
	return liveTable(w, live)
}
