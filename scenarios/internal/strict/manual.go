package strict

import (
	"fmt"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"
)

// A Manual is a page on the keys of a language, in Markdown, being written.
type Manual struct {
	Language Language
	Words    map[reflect.Type]string // the words for values of a type, in place of nouns
	b        strings.Builder
}

// String returns the page so far.
func (m *Manual) String() string { return m.b.String() }

func (m *Manual) Line(s string) { m.b.WriteString(s + "\n") }

// Table writes a row a field. Preset, if valid, holds the defaults.
func (m *Manual) Table(fields []Field, preset reflect.Value) {
	m.Line("| key | value | default | meaning |")
	m.Line("| --- | --- | --- | --- |")
	for _, f := range fields {
		key := "`" + f.Name + "`"
		if f.Required {
			key = "**" + key + "**"
		}
		usual := ""
		if preset.IsValid() && m.Language.LeafOf(f.Type) != nil && !f.Required && !preset.Field(f.Index).IsZero() {
			if text := inline(m.Language.LeafOf(f.Type).Encode(preset.Field(f.Index))); text != "" {
				usual = "`" + text + "`"
			}
		}
		m.Line(fmt.Sprintf("| %s | %s | %s | %s |", key, Cell(m.kind(f)), usual, Cell(f.Doc)))
	}
}

// inline returns a value as it is written in one line.
func inline(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	flow := *n
	flow.Style = yaml.FlowStyle
	text, err := yaml.Marshal(&flow)
	if err != nil {
		panic("strict: " + err.Error())
	}
	return strings.TrimSpace(string(text))
}

// kind names in a word or two the values that a field takes.
func (m *Manual) kind(f Field) string {
	limits := ""
	switch {
	case f.min != "" && f.max != "":
		limits = ", " + f.min + " to " + f.max
	case f.min != "":
		limits = ", at least " + f.min
	case f.max != "":
		limits = ", at most " + f.max
	}
	if len(f.enum) > 0 {
		return strings.Join(f.enum, ", ")
	}
	t, many := f.Type, ""
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice && m.Language.LeafOf(t) == nil {
		if t.Kind() == reflect.Slice {
			many += "list of "
		}
		t = t.Elem()
	}
	word := m.Words[t]
	if word == "" {
		if l := m.Language.LeafOf(t); l != nil {
			word, _, _ = strings.Cut(l.Noun(), ",")
			word = strings.TrimPrefix(strings.TrimPrefix(word, "a "), "the ")
		} else {
			word = "mapping"
		}
		if strings.HasPrefix(word, "duration with") {
			word = "duration"
		}
	}
	return many + word + limits
}

// Cell returns s as the text of a cell of a table.
func Cell(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "|", `\|`), "\n", " ")
}
