package report

import (
	"fmt"
	"io"
	"maps"
	"math"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Style says how text is to look.
type Style struct {
	Color bool // use ANSI escapes
	Width int  // columns that there are; 0 for enough

	// Metrics chooses the rows of the table; see [Summary.Choose].
	Metrics string
}

// AllMetrics is the pattern for [Summary.Choose] that chooses each metric.
const AllMetrics = "all"

// CheckMetrics says what is wrong with a pattern for [Summary.Choose].
func CheckMetrics(pattern string) error {
	for p := range strings.SplitSeq(pattern, ",") {
		if _, err := path.Match(p, ""); err != nil {
			return fmt.Errorf("%q is no pattern such as kademlia.get.* (a [ without its ], or a \\ at the end)", p)
		}
	}
	return nil
}

// Choose returns the names of metrics that a pattern chooses, sorted: names in which *
// stands for any text and ? for one character, several with commas between; [AllMetrics];
// or "" for the run's headlines, all metrics if those have no samples.
func (s Summary) Choose(pattern string) []string {
	names := slices.Sorted(maps.Keys(s.Metrics))
	sampled := func(name string) bool { return s.Metrics[name].Count > 0 }
	var chosen func(name string) bool
	switch {
	case pattern == "" && slices.ContainsFunc(s.Headlines, sampled):
		chosen = func(name string) bool { return slices.Contains(s.Headlines, name) }
	case pattern == "", pattern == AllMetrics:
		return names
	default:
		patterns := strings.Split(pattern, ",")
		chosen = func(name string) bool {
			return slices.ContainsFunc(patterns, func(p string) bool {
				ok, err := path.Match(p, name)
				return ok && err == nil
			})
		}
	}
	return slices.DeleteFunc(names, func(name string) bool { return !chosen(name) })
}

// WriteText writes s as the block that ends a run on a terminal: expectations,
// then a row for each metric of style's choice with samples, at most 112 columns wide.
// Names of metrics over 40 columns lose their middle. Where there are fewer columns the
// table leaves out quantiles first: p95, p90, then min and p50.
func (s Summary) WriteText(w io.Writer, style Style) error {
	chosen := s.Choose(style.Metrics)
	t := block{color: style.Color, width: style.Width, columns: columnsWithin(style.Width, s.Metrics, chosen)}
	t.heading(s)
	t.failure(s.Failure)
	t.expectations(s.Expect)
	t.warnings(s.Skipped())
	t.metrics(s.Metrics, chosen)
	t.line("  %s  %s", t.dim("fingerprint"), s.Fingerprint)
	if s.Out != "" {
		t.line("  %s      %s", t.dim("results"), s.Out)
	}
	_, err := io.WriteString(w, t.String())
	return err
}

// block builds the text of a run.
type block struct {
	strings.Builder
	color   bool
	width   int      // 0 for enough
	columns []column // of the table of metrics
}

// A column of the table of metrics.
type column struct {
	head string
	of   func(Metric) float64
}

var allColumns = []column{
	{"min", func(m Metric) float64 { return m.Min }}, {"mean", func(m Metric) float64 { return m.Mean }},
	{"p50", func(m Metric) float64 { return m.P50 }}, {"p90", func(m Metric) float64 { return m.P90 }},
	{"p95", func(m Metric) float64 { return m.P95 }}, {"p99", func(m Metric) float64 { return m.P99 }},
	{"max", func(m Metric) float64 { return m.Max }},
}

// columnsWithin returns the columns of a table that is to be so wide, 0 for no bounds.
func columnsWithin(width int, metrics map[string]Metric, chosen []string) []column {
	columns := allColumns
	if width == 0 {
		return columns
	}
	longest := len(metricsHead)
	for _, name := range chosen {
		if metrics[name].Count > 0 {
			longest = max(longest, min(utf8.RuneCountInString(name), mostName))
		}
	}
	for _, less := range []string{"p95", "p90", "min", "p50"} {
		if 2+longest+countWidth+cellWidth*len(columns) <= width {
			break
		}
		columns = slices.DeleteFunc(slices.Clone(columns), func(c column) bool { return c.head == less })
	}
	return columns
}

// line writes a line, which goes on below, further in, where it is too long.
func (t *block) line(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	indent := len(line) - len(strings.TrimLeft(line, " ")) + 4
	t.WriteString(say.Wrap(line, t.width, indent) + "\n")
}

// row writes a row of the table, whose columns are as many as fit.
func (t *block) row(cells string) { t.WriteString("  " + strings.TrimRight(cells, " ") + "\n") }

func (t *block) heading(s Summary) {
	status := string(s.Status)
	if s.Status != trace.Complete {
		status = t.red(status)
	}
	t.line("  %s · seed %d · %s of virtual time · %s · %s · %s",
		t.bold(s.Scenario), s.Seed, quantity.Format(float64(s.VirtualNS), quantity.Duration),
		quantity.Count(int64(s.Hosts), "host"), quantity.Count(s.Events, "event"), status)
	t.line("")
}

func (t *block) failure(f *trace.Failure) {
	if f == nil {
		return
	}
	where := ""
	if f.Peer != "" {
		where = " in peer " + f.Peer
	}
	t.line("  %s%s at %s: %s", t.red("✗ "+f.Kind), where, quantity.Format(float64(f.VirtualNS), quantity.Duration), f.Message)
	t.line("")
}

func (t *block) expectations(results []expect.Result) {
	if len(results) == 0 {
		return
	}
	failed, width := 0, 0
	for _, r := range results {
		if !r.OK {
			failed++
		}
		width = max(width, utf8.RuneCountInString(r.Expr))
	}
	verdict := fmt.Sprintf("all %d met", len(results))
	if failed > 0 {
		verdict = t.red(fmt.Sprintf("%d of %d failed", failed, len(results)))
	}
	t.line("  %s  %s", t.bold("EXPECTATIONS"), verdict)
	for _, r := range results {
		line := pad(r.Expr, min(width, 66)) + "  " + r.Actual
		if r.OK {
			t.line("  %s %s", t.green("✓"), line)
		} else {
			t.line("  %s", t.red("✗ "+line))
			if blame := r.Blame(); blame != "" {
				t.line("      %s", blame)
			}
		}
	}
	t.line("")
}

// warnings tells what a reader would otherwise overlook.
func (t *block) warnings(all []string) {
	for _, w := range all {
		t.line("  %s", t.red("! "+w))
	}
	if len(all) > 0 {
		t.line("")
	}
}

// Widths of the table of metrics, lineWidth in all with the longest name.
const (
	lineWidth   = 112
	mostName    = 40
	countWidth  = 10
	cellWidth   = 8
	metricsHead = "METRICS"
)

func (t *block) metrics(metrics map[string]Metric, chosen []string) {
	if len(metrics) == 0 {
		return
	}
	var names, silent []string
	width := len(metricsHead)
	for _, name := range chosen {
		if metrics[name].Count == 0 {
			silent = append(silent, name)
			continue
		}
		names = append(names, name)
		width = max(width, min(utf8.RuneCountInString(name), mostName))
	}
	if len(names) > 0 {
		head := t.bold(metricsHead) + strings.Repeat(" ", width-len(metricsHead)) + left("count", countWidth)
		for _, c := range t.columns {
			head += left(c.head, cellWidth)
		}
		t.row(head)
	}
	for _, name := range names {
		t.row(pad(squeeze(name, width), width) + t.cells(metrics[name]))
	}
	if len(silent) > 0 {
		width := lineWidth
		if t.width > 0 {
			width = min(width, t.width)
		}
		t.line("  %s", t.dim(silence(silent, width-2)))
	}
	if more := len(metrics) - len(chosen); more > 0 {
		t.line("  %s", t.dim(fmt.Sprintf("%s: --metrics all, or a pattern such as 'kademlia.get.*'", quantity.Count(int64(more), "more metric"))))
	}
	t.line("")
}

// silence says which metrics have no samples, or how many if that takes more
// than width columns.
func silence(names []string, width int) string {
	line := quantity.Count(int64(len(names)), "metric") + " without samples"
	if all := line + ": " + strings.Join(names, ", "); utf8.RuneCountInString(all) <= width {
		return all
	}
	return line
}

// squeeze takes out the middle of s to make it width columns: the part that
// tells metrics apart is at both ends.
func squeeze(s string, width int) string {
	runes := []rune(s)
	if len(runes) <= width {
		return s
	}
	end := width / 2
	return string(runes[:width-1-end]) + "…" + string(runes[len(runes)-end:])
}

func (t *block) cells(m Metric) string {
	row := left(quantity.Thousands(m.Count), countWidth)
	dim := quantity.Of(trace.MetricDef{Kind: m.Kind, Unit: m.Unit})
	if dim == quantity.Share { // quantiles of yes and no say nothing
		for _, c := range t.columns {
			if c.head == "mean" {
				return row + left(quantity.Format(m.Mean, dim), cellWidth)
			}
			row += left("", cellWidth)
		}
	}
	for _, c := range t.columns {
		row += " " + left(cell(c.of(m), dim), cellWidth-1)
	}
	return row
}

// cell writes v in seven characters where that can be: 11.8M for 11,792,359.
func cell(v float64, d quantity.Dimension) string {
	abs := math.Abs(v)
	switch {
	case d != quantity.Number || abs < 1e3 && abs >= 0.01 || v == 0:
		return quantity.Format(v, d)
	case abs < 0.01:
		return strconv.FormatFloat(v, 'g', 2, 64)
	case abs < 1e5:
		return quantity.Thousands(int64(math.Round(v)))
	}
	for _, u := range []struct {
		size float64
		name string
	}{{1e3, "k"}, {1e6, "M"}, {1e9, "G"}} {
		if x := v / u.size; math.Abs(x) < 999.95 {
			return strconv.FormatFloat(x, 'f', 1, 64) + u.name
		}
	}
	return strconv.FormatFloat(v, 'g', 2, 64)
}

// pad fills s up to width on the right; left does so on the left.
func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}

func left(s string, width int) string {
	return strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s))) + s
}

func (t *block) ansi(code, s string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (t *block) bold(s string) string  { return t.ansi("1", s) }
func (t *block) dim(s string) string   { return t.ansi("2", s) }
func (t *block) red(s string) string   { return t.ansi("1;31", s) }
func (t *block) green(s string) string { return t.ansi("32", s) }
