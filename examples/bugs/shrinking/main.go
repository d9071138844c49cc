// Command shrinking measures how well scenarios that break shrink, and prints a line of CSV for
// each scenario and each seed that breaks it:
//
//	go run ./examples/bugs/shrinking examples/bugs/counter.yaml examples/bugs/markers.yaml > after.csv
//	go run ./examples/bugs/shrinking -table before.csv after.csv
//
// Its nouns: a find is a seed that breaks a scenario; a change makes the scenario smaller in
// one respect, as package shrink does; a change keeps a find failing if the changed scenario
// breaks in the same way. Each change is tried with the find's seed and with one that has not
// been looked at, which tells what the seed's own numbers are worth. Then the find is shrunk,
// as sim explore does. The second form prints what two builds have measured, as Markdown. The
// command judges nothing: which of two builds shrinks better is for readers of its table.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/libp2p-sim/sim/cmd"
	"github.com/libp2p-sim/sim/examples/bugs/counter"
	"github.com/libp2p-sim/sim/examples/bugs/markers"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
)

var known = append(cmd.Builtin(), counter.Protocol, markers.Protocol)

func main() {
	run.Init(known)
	if err := shrinking(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, "shrinking:", err)
		os.Exit(1)
	}
}

func shrinking(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("shrinking", flag.ContinueOnError)
	finds := flags.Int("finds", 10, "seeds that break each scenario, the lowest ones")
	seeds := flags.Uint64("seeds", 1000, "seeds to try of each scenario, at most")
	runs := flags.Int("shrink-runs", 5000, "runs that shrinking may take")
	jobs := flags.Int("jobs", 0, "runs at once, at most; 0 is one a core")
	table := flags.Bool("table", false, "print the table of two files of CSV, before and after")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *table {
		if flags.NArg() != 2 {
			return fmt.Errorf("-table wants two files, before and after")
		}
		return printTable(stdout, flags.Arg(0), flags.Arg(1))
	}
	var specs []*scenarios.Spec
	for _, file := range flags.Args() {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		spec, err := scenarios.Load(file, text, known, nil)
		if err != nil {
			return err
		}
		specs = append(specs, spec)
	}
	tmp, err := os.MkdirTemp("", "shrinking-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	m := newMeter(tmp, *jobs, *runs)
	fmt.Fprintln(stdout, header)
	for _, spec := range specs {
		err := m.measure(context.Background(), spec, *finds, *seeds, func(f find) {
			fmt.Fprintln(stdout, f.csv())
			fmt.Fprintf(stderr, "%s with seed %d: %d of %d changes keep it failing, %d with another seed; shrunk in %d runs to %d peers\n",
				f.scenario, f.seed, f.own, f.changes, f.other, f.runs, f.peers)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
