package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/sweep"
)

func (a *app) mergeCommand() *cobra.Command {
	var out string
	var quiet bool
	c := &cobra.Command{
		Use:   "merge DIR...",
		Short: "Make the results of a study that was done in parts",
		Long: "Make results.csv and results.parquet of a study whose parts sim sweep --shard has\n" +
			"done, all in one directory or each in one of its own. Of several directories, the\n" +
			"finished runs are copied to --out, by default where sim sweep puts the study.\n" +
			"If runs are missing, they are listed and the exit code is 4; the copied runs\n" +
			"stay, and sim sweep or another sim merge goes on from there.",
		Example: "  sim merge results/studies/replication-factor-1a2b3c4d\n" +
			"  sim merge a b c --out merged",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: completeDirs,
		RunE: func(_ *cobra.Command, args []string) error {
			return a.merge(args, out, quiet)
		},
	}
	c.Flags().StringVar(&out, "out", "", "study directory for the runs of all")
	quietVar(c, &quiet, "no summary")
	return c
}

func (a *app) merge(from []string, out string, quiet bool) error {
	s, err := sweep.ReadStudy(from, a.known)
	if err != nil {
		return a.explain(err)
	}
	switch {
	case out == "" && len(from) == 1:
		out = from[0]
	case out == "":
		out = sweep.Place(s)
	}
	d, err := sweep.Open(out, s, sweep.Whole)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.SweepUp(); err != nil {
		return err
	}
	list := sweep.RunsOf(s, sweep.Whole)
	for _, dir := range from {
		if err := d.Adopt(dir, s); err != nil {
			return err
		}
	}
	runs, missing, err := d.Gather(list)
	if err != nil {
		return err
	}
	if len(missing) > 0 {
		if err := d.Unfinish(); err != nil {
			return err
		}
		fmt.Fprintf(a.err, "sim: %d of %d runs are missing:\n", len(missing), len(list))
		for i := 0; i < len(missing); {
			cell := missing[i].Cell
			var seeds design.Seeds
			for ; i < len(missing) && missing[i].Cell == cell; i++ {
				seeds = append(seeds, s.Seeds[missing[i].Seed])
			}
			fmt.Fprintf(a.err, "  %s  %s  seeds %v\n", s.Cells[cell].ID, s.CellName(s.Cells[cell]), seeds)
		}
		return &failure{exitNothing, nil}
	}
	return a.conclude(s, d, runs, quiet)
}
