package cmd

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Values of flags that shells offer, by the flag's name or by that of command and flag.
var (
	flagValues = map[string][]string{
		"progress":       {"auto", "tty", "plain", "none"},
		"run format":     {"text", "json"},
		"report format":  append([]string{"text", "json"}, report.PlotFormats()...),
		"compare format": {"text", "json", "markdown"},
		"trace format":   {"text", "jsonl"},
		"trace export":   {"otlp", "chrome", "shiviz", "pcap"},
		"sweep emit":     {"slurm", "kubernetes", "shell"},
		"sweep keep":     {"summary", "metrics", "all"},
		"report by":      report.Splits,
		"run metrics":    {report.AllMetrics},
	}
	fileFlags = []string{"baseline", "save", "cpuprofile", "memprofile", "output", "explore out"}
	dirFlags  = []string{"run out", "sweep out", "merge out"}
)

// completeFlags tells the shell the values of all flags of a command: those that there
// are, files, directories, or nothing.
func completeFlags(c *cobra.Command) {
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		long := c.Name() + " " + f.Name
		named := func(list []string) bool { return slices.Contains(list, f.Name) || slices.Contains(list, long) }
		values, known := flagValues[long]
		if !known {
			values, known = flagValues[f.Name]
		}
		var err error
		switch found := foundIn[long]; {
		case known:
			err = c.RegisterFlagCompletionFunc(f.Name, cobra.FixedCompletions(values, cobra.ShellCompDirectiveNoFileComp))
		case found != nil:
			err = c.RegisterFlagCompletionFunc(f.Name, func(_ *cobra.Command, args []string, typed string) ([]string, cobra.ShellCompDirective) {
				dir := "" // which has nothing
				if len(args) > 0 {
					dir = args[0]
				}
				return found(dir, typed), cobra.ShellCompDirectiveNoFileComp
			})
		case named(fileFlags):
			err = c.MarkFlagFilename(f.Name)
		case named(dirFlags):
			err = c.MarkFlagDirname(f.Name)
		default:
			err = c.RegisterFlagCompletionFunc(f.Name, cobra.NoFileCompletions)
		}
		if err != nil {
			panic(err) // a flag that is registered twice
		}
	})
}

// foundIn finds the values of flags in the directory that the command is about.
var foundIn = map[string]func(dir, typed string) []string{
	"report plot":    func(dir, _ string) []string { return plotsIn(dir) },
	"report metrics": func(dir, _ string) []string { return metricsIn(dir) },
	"trace kind":     func(_, typed string) []string { return kindsAfter(typed) },
}

// plotsIn lists the figures of a run or a study.
func plotsIn(dir string) []string {
	if dir == "" {
		return nil
	}
	sub := trace.PlotsDir
	if study.Is(dir) {
		sub = study.FiguresDir
	}
	files, err := filepath.Glob(filepath.Join(dir, sub, "*.svg"))
	if err != nil {
		return nil // a name that is a bad pattern
	}
	for i, f := range files {
		files[i] = strings.TrimSuffix(filepath.Base(f), ".svg")
	}
	return files
}

// metricsIn lists the metrics of a run.
func metricsIn(dir string) []string {
	if dir == "" {
		return nil
	}
	m, err := report.LoadManifest(dir)
	if err != nil {
		return nil
	}
	names := []string{report.AllMetrics}
	for _, def := range m.Metrics {
		names = append(names, def.Name)
	}
	return names
}

// kindsAfter completes the last of the kinds of events in a list with commas.
func kindsAfter(typed string) []string {
	before := typed[:strings.LastIndex(typed, ",")+1]
	var out []string
	for _, k := range log.Kinds {
		out = append(out, before+string(k))
	}
	return out
}

// completeDirs offers directories.
func completeDirs(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveFilterDirs
}
