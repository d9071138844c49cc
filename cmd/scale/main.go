// Command scale measures how the cost of a run grows with the number of hosts, and
// prints it as Markdown.
//
//	scale -sim bin/sim -hosts 100,250,500
//
// Each network joins, rests, and then is busy for a minute of virtual time in
// proportion to its size. It runs twice, once until the busy minute and once to its
// end, so that the difference is the steady state; of several such runs the cheapest
// counts, since others on the machine only add. A difference that the noise of two runs
// can make is not printed. All figures are of the worker, as host.json has them. With
// -before, another build runs the same, in turn, and a second table has what the present
// one takes of its cost, each round by itself.
package main

import (
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "scale:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("scale", flag.ContinueOnError)
	sim := flags.String("sim", "bin/sim", "the sealed command")
	before := flags.String("before", "", "another build of the sealed command, to be held against")
	hosts := flags.String("hosts", "100,250,500,1000", "sizes, by commas")
	names := flags.String("workloads", "kad-dht,GossipSub", "what the hosts do, by commas; an older build may lack GossipSub")
	runs := flags.Int("runs", 3, "runs of each, of which the cheapest counts")
	memory := flags.String("memory", "16GiB", "memory that a run may have")
	if err := flags.Parse(args); err != nil {
		return err
	}
	sizes, err := numbers(*hosts)
	if err != nil {
		return err
	}
	builds := []string{*sim}
	if *before != "" {
		builds = []string{*before, *sim}
	}
	for i := range builds {
		if builds[i], err = filepath.Abs(builds[i]); err != nil {
			return err
		}
	}
	m := &meter{runs: max(*runs, 1), memory: *memory, stderr: stderr}
	all := map[string]series{"kad-dht": {"kad-dht", kadScenario, builds}, "GossipSub": {"GossipSub", gossipScenario, builds}}
	for name := range strings.SplitSeq(*names, ",") {
		s, ok := all[name]
		if !ok {
			return fmt.Errorf("-workloads %q: want kad-dht, GossipSub or both, by a comma", *names)
		}
		if err := s.measure(m, sizes, stdout); err != nil {
			return err
		}
	}
	return nil
}

func numbers(list string) (out []int, err error) {
	for word := range strings.SplitSeq(list, ",") {
		n, err := strconv.Atoi(word)
		if err != nil || n < 10 {
			return nil, fmt.Errorf("-hosts %q: want whole numbers of at least 10, by commas", list)
		}
		out = append(out, n)
	}
	return out, nil
}

// A series is one workload at several sizes, on one build or on two.
type series struct {
	name     string
	scenario func(hosts int) scenario
	builds   []string
}

// measure runs the workload at all sizes and prints a line for each, with what was
// before in front.
func (s series) measure(m *meter, sizes []int, w io.Writer) error {
	fmt.Fprintf(w, "\n%s:\n\n| hosts | joining CPU s | messages a virtual s | CPU µs a message | virtual s a CPU s | collector | goroutines a host | MB a host |\n", s.name)
	fmt.Fprintln(w, "|---:|---:|---:|---:|---:|---:|---:|---:|")
	var changes strings.Builder
	for _, n := range sizes {
		rounds, err := m.rounds(s.builds, s.scenario(n))
		if err != nil {
			return fmt.Errorf("%d hosts: %w", n, err)
		}
		var costs []cost
		for _, r := range rounds {
			costs = append(costs, costOf(r))
		}
		fmt.Fprintf(w, "| %d |%s\n", n, row(costs, n))
		if len(rounds) == 2 {
			fmt.Fprintf(&changes, "| %d |%s\n", n, change(rounds[0], rounds[1]))
		}
	}
	if len(s.builds) == 2 {
		fmt.Fprintf(w, "\nOf what the build before takes, the median (least to most), rounds: %d\n\n", m.runs)
		fmt.Fprintf(w, "| hosts | joining CPU s | CPU s of the whole run | CPU of the whole run a message |\n|---:|---:|---:|---:|\n%s", &changes)
	}
	return nil
}

// change prints what the second build takes of the first's cost.
func change(before, after []round) string {
	var b strings.Builder
	for _, of := range []func(round) float64{
		func(r round) float64 { return r.joined.Worker.CPU },
		func(r round) float64 { return r.all.Worker.CPU },
		func(r round) float64 { return r.all.perMessage() },
	} {
		x := ratios(before, after, of)
		fmt.Fprintf(&b, " %.2f (%.2f to %.2f) |", x[(len(x)-1)/2], x[0], x[len(x)-1])
	}
	return b.String()
}

// row prints the costs of the builds at one size.
func row(costs []cost, hosts int) string {
	var b strings.Builder
	for _, column := range []struct {
		format string
		value  func(cost) float64
	}{
		{"%.1f", func(c cost) float64 { return c.joining }},
		{"%.0f", func(c cost) float64 { return c.messages / steady.Seconds() }},
		{"%.0f", func(c cost) float64 { return 1e6 * c.known() / c.messages }},
		{"%.2g", func(c cost) float64 { return steady.Seconds() / c.known() }},
		{"%.0f %%", func(c cost) float64 { return 100 * c.collector }},
		{"%.0f", func(c cost) float64 { return c.goroutines / float64(hosts) }},
		{"%.1f", func(c cost) float64 { return c.peak / 1e6 / float64(hosts) }},
	} {
		var words []string
		for _, c := range costs {
			word := "–"
			if x := column.value(c); !math.IsNaN(x) {
				word = fmt.Sprintf(column.format, x)
			}
			words = append(words, word)
		}
		fmt.Fprintf(&b, " %s |", strings.Join(words, " → "))
	}
	return b.String()
}
