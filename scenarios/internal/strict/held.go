package strict

import (
	"bytes"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Large files that a scenario holds are taken out of its text before YAML is
// parsed, and put in after YAML is written: a parser of YAML takes hundreds of
// bytes of memory for each byte that it reads, and a scenario without its files
// is small. A file that is taken out leaves a mark, which no scenario has
// otherwise.
const (
	Mark       = "\ue000" // before and after the number of the file that was taken out
	leastTaken = 4096     // bytes
)

// TakeOut replaces texts in base64 on lines of their own, as Encode writes large
// files, by marks. It returns data itself if that is small.
func TakeOut(data []byte) (small []byte, held []string) {
	if len(data) <= MaxFile || bytes.Contains(data, []byte(Mark)) {
		return data, nil
	}
	for line := range bytes.Lines(data) {
		text := bytes.TrimLeft(bytes.TrimSuffix(line, []byte("\n")), " ")
		inner, ok := bytes.CutPrefix(text, []byte(heldKey))
		inner, closed := bytes.CutSuffix(inner, []byte(`"`))
		if !ok || !closed || len(inner) < leastTaken || !isBase64(string(inner)) {
			small = append(small, line...)
			continue
		}
		before, after, _ := bytes.Cut(line, inner)
		small = append(append(append(small, before...), marked(len(held))...), after...)
		held = append(held, string(inner))
	}
	return small, held
}

const heldKey = `base64: "`

func marked(i int) string { return Mark + strconv.Itoa(i) + Mark }

func isBase64(s string) bool {
	for i := range len(s) {
		c := s[i]
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '+' && c != '/' && c != '=' {
			return false
		}
	}
	return true
}

// PutBack replaces the marks in a text.
func PutBack(text string, held []string) string {
	if len(held) == 0 || !strings.Contains(text, Mark) {
		return text
	}
	parts := strings.Split(text, Mark)
	for i := 1; i < len(parts); i += 2 {
		if n, err := strconv.Atoi(parts[i]); err == nil && n < len(held) {
			parts[i] = held[n]
		}
	}
	return strings.Join(parts, "")
}

// WithoutHeld copies n with marks in place of large files.
func WithoutHeld(n *yaml.Node, held *[]string) *yaml.Node {
	c := *n
	switch {
	case len(n.Value) < leastTaken:
	case isBase64(n.Value):
		c.Value = marked(len(*held))
		*held = append(*held, n.Value)
	default: // a text with large files in it: the scenario of a study
		lines := strings.SplitAfter(n.Value, "\n")
		for i, line := range lines {
			at := strings.Index(line, heldKey)
			if inner := strings.TrimSuffix(strings.TrimSuffix(line[max(at, 0):], "\n"), `"`); at >= 0 && len(inner) > leastTaken && isBase64(inner[len(heldKey):]) {
				lines[i] = line[:at] + strings.Replace(line[at:], inner[len(heldKey):], marked(len(*held)), 1)
				*held = append(*held, inner[len(heldKey):])
			}
		}
		c.Value = strings.Join(lines, "")
	}
	c.Content = make([]*yaml.Node, len(n.Content))
	for i, x := range n.Content {
		c.Content[i] = WithoutHeld(x, held)
	}
	return &c
}
