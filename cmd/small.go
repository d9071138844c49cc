package cmd

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/seal/overlay"
)

func (a *app) validateCommand() *cobra.Command {
	var source sourceFlags
	var quiet bool
	c := &cobra.Command{
		Use:               "validate FILE|NAME...",
		Short:             "Check scenarios without running them",
		Args:              cobra.MinimumNArgs(1),
		ValidArgsFunction: a.completeScenario,
		RunE: func(c *cobra.Command, args []string) error {
			bad := false
			for _, name := range args {
				spec, err := source.load(a, c, name)
				if err != nil {
					var f *failure
					if len(args) == 1 || !asFailure(err, &f) || f.err != nil {
						return err
					}
					bad = true
					continue
				}
				if !quiet {
					a.warn(spec)
					fmt.Fprintf(a.out, "%s: ok, %d peers for %s\n", name, underlay.Hosts(spec), duration.Format(spec.Duration))
				}
			}
			if bad {
				return &failure{exitUsage, nil}
			}
			return nil
		},
	}
	source.add(c)
	quietVar(c, &quiet, "say nothing of scenarios that are right")
	return c
}

func asFailure(err error, f **failure) bool {
	x, ok := err.(*failure)
	*f = x
	return ok
}

func (a *app) listCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the scenarios and studies that are built in",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			var all [][]string
			for _, name := range scenarios.Embedded() {
				spec, err := a.load(name, nil)
				if err != nil {
					return err
				}
				all = append(all, []string{name, say.Count(underlay.Hosts(spec), "peer"), duration.Format(spec.Duration), spec.Description})
			}
			var studies [][]string
			for _, name := range scenarios.EmbeddedStudies() {
				s, err := a.loadStudy(name, design.Flags{})
				if err != nil {
					return err
				}
				studies = append(studies, []string{name, say.Count(len(s.Cells), "cell"), say.Count(len(s.Seeds), "seed"), s.Question})
			}
			text := columns(all, width(a.out)) + "\nstudies, for sim sweep\n" + columns(studies, width(a.out))
			_, err := io.WriteString(a.out, text)
			return err
		},
	}
}

// columns lays rows out in columns, of which the last goes on below itself where it is wider
// than there is room.
func columns(rows [][]string, room int) string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, cells := range rows {
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	w.Flush() // a Builder takes all
	var wrapped strings.Builder
	i := 0
	for line := range strings.Lines(b.String()) {
		line = strings.TrimRight(line, "\n")
		last := rows[i][len(rows[i])-1]
		wrapped.WriteString(say.Wrap(line, room, utf8.RuneCountInString(line)-utf8.RuneCountInString(last)) + "\n")
		i++
	}
	return wrapped.String()
}

func (a *app) showCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "show NAME",
		Short: "Print a scenario or a study that is built in",
		Long: "Print the file of a scenario or a study that is built in, with its comments, which say what it\n" +
			"shows and which knobs to turn.",
		Example:           "  sim show churn > mine.yaml\n  sim run mine.yaml",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: a.completeShipped,
		RunE: func(_ *cobra.Command, args []string) error {
			for _, file := range []string{args[0] + ".yaml", "studies/" + args[0] + ".yaml"} {
				if b, err := fs.ReadFile(scenarios.Shipped(), file); err == nil {
					_, err = a.out.Write(b)
					return err
				}
			}
			names := slices.Concat(scenarios.Embedded(), scenarios.EmbeddedStudies())
			text := fmt.Sprintf("no scenario and no study is called %q; want one of %s", say.Clip(args[0]), say.List(names))
			if hint := near.Word(args[0], names); hint != "" {
				text += fmt.Sprintf("; did you mean %q?", hint)
			}
			return &failure{exitUsage, errors.New(text)}
		},
	}
}

// completeShipped offers the names of built-in scenarios and studies.
func (a *app) completeShipped(_ *cobra.Command, args []string, _ string) ([]string, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return slices.Concat(scenarios.Embedded(), scenarios.EmbeddedStudies()), cobra.ShellCompDirectiveNoFileComp
}

func (a *app) schemaCommand() *cobra.Command {
	var study bool
	c := &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenarios, or of studies",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			schema := func() ([]byte, error) { return scenarios.Schema(a.known) }
			if study {
				schema = design.Schema
			}
			b, err := schema()
			if err != nil {
				return err
			}
			_, err = a.out.Write(b)
			return err
		},
	}
	c.Flags().BoolVar(&study, "study", false, "of studies")
	return c
}

func (a *app) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the versions that results depend on",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			v := rundir.Versions()
			state := "sealed"
			if !seal.Sealed {
				state = "plain: seals itself when it first runs a scenario"
			}
			w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
			fmt.Fprintf(w, "sim\t%s\t%s\n", v.Sim, state)
			fmt.Fprintf(w, "go\t%s\t%s/%s\n", v.Go, runtime.GOOS, runtime.GOARCH)
			fmt.Fprintf(w, "seal\t%s\tfor %s\n", v.Seal, strings.Join(overlay.Supported, ", "))
			for _, m := range []string{"github.com/libp2p/go-libp2p", "github.com/libp2p/go-libp2p-kad-dht"} {
				fmt.Fprintf(w, "%s\t%s\t\n", filepath.Base(m), v.Modules[m])
			}
			return w.Flush()
		},
	}
}

// completeScenario offers the names of built-in scenarios, and files.
func (a *app) completeScenario(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return scenarios.Embedded(), cobra.ShellCompDirectiveDefault
}
