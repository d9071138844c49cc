package view

import "strings"

// A told is a part of a study's report.md, as far as a page has it: its heading, and under it
// paragraphs and tables in their order. Figures and links are left out, as the page has its own.
type told struct {
	Heading string
	Parts   []toldPart
}

// A toldPart is a paragraph or a table, whose first row is its head.
type toldPart struct {
	Text string
	Rows [][]string
}

// tellReport reads the sections of a report.md from the one of its results on.
func tellReport(markdown string) (all []told) {
	var text []string
	end := func() {
		if len(text) > 0 && len(all) > 0 {
			last := &all[len(all)-1]
			last.Parts = append(last.Parts, toldPart{Text: plainText(strings.Join(text, " "))})
		}
		text = nil
	}
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		heading, isHeading := strings.CutPrefix(line, "## ")
		switch {
		case isHeading:
			end()
			if heading == "Again" { // versions, which study.json has
				return all
			}
			if heading == "Results" || len(all) > 0 {
				all = append(all, told{Heading: heading})
			}
		case len(all) == 0:
		case strings.HasPrefix(line, "- "): // a paragraph each
			end()
			text = append(text, "• "+line[2:])
		case strings.HasPrefix(line, "|"):
			end()
			all[len(all)-1].row(line)
		case line == "":
			end()
		case !strings.HasPrefix(line, "![") && !strings.HasPrefix(line, "[CSV]"):
			text = append(text, strings.TrimPrefix(line, "### "))
		}
	}
	end()
	return all
}

// row adds a row to the table at hand, or begins one.
func (t *told) row(line string) {
	var cells []string
	for cell := range strings.SplitSeq(strings.Trim(line, "|"), "|") {
		cells = append(cells, plainText(strings.TrimSpace(cell)))
	}
	last := len(t.Parts) - 1
	switch {
	case strings.Trim(line, "|-: ") == "": // below the head
	case last < 0 || t.Parts[last].Rows == nil:
		t.Parts = append(t.Parts, toldPart{Rows: [][]string{cells}})
	default:
		t.Parts[last].Rows = append(t.Parts[last].Rows, cells)
	}
}

// plainText is a line of Markdown without its marks, and with the words of its links.
func plainText(s string) string {
	for {
		before, rest, found := strings.Cut(s, "](")
		at := strings.LastIndex(before, "[")
		_, after, closed := strings.Cut(rest, ")")
		if !found || at < 0 || !closed {
			break
		}
		s = before[:at] + before[at+1:] + after
	}
	return strings.NewReplacer("`", "", "**", "", `\`, "").Replace(s)
}
