package study

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/say"
)

// writePage writes the study as a short paper: question, method, results, and the
// claims that the results cannot carry. left are figures that there are not.
func (r *Results) writePage(to io.Writer, plans []figure.Plan, left []string) error {
	var b strings.Builder
	w := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	w("# %s\n", markdown(r.Name))
	if r.Question != "" {
		w("%s\n", markdown(r.Question))
	}
	w("## Method\n")
	w("Scenario %s (hash %s), %s with %s each, all simulated by sim %s with %s. In every cell the seeds are the same: %s.",
		code(r.Scenario), code(short(r.ScenarioHash)), say.Count(len(r.Cells), "cell"), say.Count(len(r.Seeds), "seed"),
		known(r.Versions["sim"]), known(r.Versions["go"]), seedList(r.Seeds))
	if len(r.Parameters) > 0 {
		w("\n| parameter | in the scenario | values |\n|---|---|---|")
		for _, p := range r.Parameters {
			w("| %s | %s | %s |", markdown(p.Name), code(p.Path), markdown(strings.Join(p.Values, ", ")))
		}
	}
	w("\nA run gives one number for each measure. Numbers below are means over seeds with 95 %% confidence")
	w("intervals by Student's t, of shares those of Korn and Graubard. Other statistics, with intervals of medians by")
	w("order statistics and of percentiles by the bootstrap and by order statistics, are in [%s](%s).", StatisticsFile, StatisticsFile)
	w("\n## Results\n")
	if answer := r.Answer(); answer != "" {
		w("%s\n", markdown(answer))
	}
	if err := r.WriteMarkdown(&b); err != nil {
		return err
	}
	for _, p := range plans {
		w("\n![%s](%s/%s.svg)\n", p.Name, FiguresDir, p.Name)
		w("%s", strings.Join(links(p.Name), " · "))
	}
	for _, l := range left {
		w("\n%s", markdown(l))
	}
	r.differences(w)
	if warnings := r.Warnings(); len(warnings) > 0 {
		w("\n## Limits of these results\n")
		for _, text := range warnings {
			w("- %s", markdown(text))
		}
	}
	w("\n## Again\n")
	w("`./%s` runs all of it again from [study.resolved.yaml](study.resolved.yaml) and compares the", ReproduceFile)
	w("results byte by byte. Versions of tools and modules, of which [%s](%s) has the rest:\n", ManifestFile, ManifestFile)
	for _, name := range slices.Sorted(maps.Keys(r.Versions)) {
		if module := strings.Contains(name, "/"); !module || strings.HasPrefix(name, underStudy) {
			w("- %s %s", markdown(name), markdown(r.Versions[name]))
		}
	}
	_, err := io.WriteString(to, b.String())
	return err
}

// underStudy is how the modules begin that a study is about.
const underStudy = "github.com/libp2p/"

// differences compares all cells with the baseline.
func (r *Results) differences(w func(string, ...any)) {
	changes := r.FromBaseline()
	if len(changes) == 0 {
		return
	}
	which := "the first cell"
	if r.Baseline != "" {
		which = "the baseline"
	}
	w("\n## Differences from %s, %s\n", which, markdown(r.Label(r.base())))
	w("Paired over common seeds. An interval is that of the mean difference by Student's t, p is that of the paired")
	w("t test, corrected by Holm for all %d comparisons, d_z is the mean difference in standard deviations.\n", len(changes))
	w("| cell | measure | mean | difference | d_z | verdict |\n|---|---|---|---|---|---|")
	for _, c := range changes {
		if c.N < 2 {
			w("| %s | %s | | | | %s |", markdown(c.Label), markdown(c.Measure.Expr), c.Verdict())
			continue
		}
		verdict := c.Verdict()
		if d := c.Doubt(); d != "" {
			verdict += "; " + d
		}
		w("| %s | %s | %s | %s | %s | %s |", markdown(c.Label), markdown(c.Measure.Expr), c.Values(), markdown(c.Difference()),
			strings.TrimPrefix(c.Effect(), "d_z = "), markdown(verdict))
	}
}

// links are those to the forms of a figure.
func links(name string) []string {
	var all []string
	for _, format := range figure.Formats {
		all = append(all, fmt.Sprintf("[%s](%s/%s.%s)", strings.ToUpper(format), FiguresDir, name, format))
	}
	return all
}

// seedList writes ascending seeds, runs of them as "1 to 20".
func seedList(seeds []uint64) string {
	var parts []string
	for from := 0; from < len(seeds); {
		to := from
		for to+1 < len(seeds) && seeds[to+1] == seeds[to]+1 {
			to++
		}
		part := strconv.FormatUint(seeds[from], 10)
		if to > from {
			part += " to " + strconv.FormatUint(seeds[to], 10)
		}
		parts = append(parts, part)
		from = to + 1
	}
	return strings.Join(parts, ", ")
}

func short(hash string) string { return hash[:min(len(hash), 8)] }

func known(version string) string {
	if version == "" {
		return "an unknown version"
	}
	return markdown(version)
}

// code writes s as code, without the characters that would end it.
func code(s string) string {
	return "`" + strings.NewReplacer("`", "'", "\n", " ", "|", "\\|").Replace(s) + "`"
}
