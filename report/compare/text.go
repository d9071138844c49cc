package compare

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// WriteText writes c in plain words, a line a change.
func (c Comparison) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "  %s → %s\n\n", c.A.Path, c.B.Path)
	for _, r := range c.Rows {
		fmt.Fprintf(&b, "  %s %s\n", r.mark(c.Tolerance), r)
	}
	if c.Same > 0 {
		fmt.Fprintf(&b, "  = %s the same\n", isAre(c.Same))
	}
	if c.Equal {
		b.WriteString("  = " + equal + "\n")
	}
	if len(c.Notes) > 0 {
		b.WriteString("\n")
	}
	for _, n := range c.Notes {
		b.WriteString("  ! " + n + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

const equal = "The same fingerprint: event by event, the same happened."

// mark is ✗ for a measure that got worse by more than tolerance, ✓ for one that got better by
// more, ~ for one that may be noise, and · for any other.
func (r Row) mark(tolerance float64) string {
	switch {
	case !r.Real:
		return "~"
	case !r.beyond(tolerance):
		return "·"
	case r.Way == Worse:
		return "✗"
	case r.Way == Better:
		return "✓"
	}
	return "·"
}

// String returns r in a sentence: "p99(ping.rtt), k = 10: 412ms → 388ms, -5.8 % [-9.1,
// -2.4], d_z = -0.90, paired over 20 seeds: not noise (p = 0.003 after Holm)".
func (r Row) String() string {
	name := r.Measure
	if r.Where != "" {
		name += ", " + r.Where
	}
	var parts []string
	for _, p := range []string{r.Values, r.By, r.Verdict} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return name + ": " + strings.Join(parts, ", ")
}

// WriteMarkdown writes c as a table, for a comment on a change.
func (c Comparison) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "`%s` → `%s`\n", strings.ReplaceAll(c.A.Path, "`", "'"), strings.ReplaceAll(c.B.Path, "`", "'"))
	if len(c.Rows) > 0 {
		b.WriteString("\n| | measure | cell | change | by | verdict |\n|---|---|---|---|---|---|\n")
	}
	escape := strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;", "*", "\\*", "_", "\\_", "[", "\\[", "\n", " ")
	for _, r := range c.Rows {
		b.WriteString("|")
		for _, cell := range []string{r.mark(c.Tolerance), r.Measure, r.Where, r.Values, r.By, r.Verdict} {
			b.WriteString(" " + escape.Replace(cell) + " |")
		}
		b.WriteString("\n")
	}
	if c.Same > 0 {
		fmt.Fprintf(&b, "\n%s the same.\n", isAre(c.Same))
	}
	if c.Equal {
		b.WriteString("\n" + equal + "\n")
	}
	for i, n := range c.Notes {
		if i == 0 {
			b.WriteString("\n")
		}
		b.WriteString("- " + escape.Replace(n) + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func isAre(n int) string {
	if n == 1 {
		return "1 measure is"
	}
	return fmt.Sprintf("%d measures are", n)
}

// WriteJSON writes c with the rows that regressed beyond tolerance.
func (c Comparison) WriteJSON(w io.Writer, tolerance float64) error {
	out := struct {
		A           string   `json:"a"`
		B           string   `json:"b"`
		Rows        []Row    `json:"changes"`
		Same        int      `json:"same"`
		Regressions []string `json:"regressions"`
		Notes       []string `json:"notes"`
	}{c.A.Path, c.B.Path, append([]Row{}, c.Rows...), c.Same, []string{}, append([]string{}, c.Notes...)}
	if c.Equal {
		out.Notes = append(out.Notes, equal)
	}
	for _, r := range c.Regressions(tolerance) {
		out.Regressions = append(out.Regressions, r.String())
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
