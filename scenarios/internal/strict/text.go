package strict

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
)

const (
	// MaxFile is the largest scenario, in bytes, without the files that it holds.
	MaxFile = 1 << 20
	// MaxText is the largest scenario with them.
	MaxText = 64 << 20
)

// checkText reports faults that keep data from being the text of a scenario at all.
func checkText(file string, data []byte) Problems {
	if len(data) > MaxFile {
		line, column := placeOf(data, MaxFile)
		return Problems{{File: file, Line: line, Column: column, Message: "the file is larger than 1 MiB", Want: "a scenario of at most 1048576 bytes"}}
	}
	fault := func(offset int, message string) Problems {
		line, column := placeOf(data, offset)
		return Problems{{File: file, Line: line, Column: column, Message: message, Want: "a YAML file in UTF-8"}}
	}
	if i := bytes.IndexByte(data, 0); i >= 0 {
		return fault(i, "a NUL byte: this is a binary file or not in UTF-8")
	}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return fault(i, fmt.Sprintf("byte 0x%02x is not UTF-8", data[i]))
		}
		if !Printable(r) {
			return fault(i, fmt.Sprintf("control character U+%04X", r))
		}
		i += size
	}
	return nil
}

// Printable reports whether YAML allows r in a file (YAML 1.2, rule c-printable).
func Printable(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == 0x85:
		return true
	case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff:
		return false
	}
	return true
}

// placeOf returns the line and column, in characters, of a byte offset.
func placeOf(data []byte, offset int) (line, column int) {
	lines := TextLines(string(data[:offset]))
	return len(lines), utf8.RuneCountInString(lines[len(lines)-1]) + 1
}

// TextLines splits text as a YAML parser counts lines. It returns at least one.
func TextLines(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	text = lineBreaks.Replace(text)
	return strings.Split(text, "\n")
}

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// tabProblems finds the lines that are indented with a tab, which YAML forbids.
func tabProblems(file string, data []byte) Problems {
	var found Problems
	for i, line := range TextLines(string(data)) {
		rest := strings.TrimLeft(line, " ")
		if !strings.HasPrefix(rest, "\t") {
			continue
		}
		if text := strings.TrimLeft(rest, " \t"); text == "" || text[0] == '#' {
			continue
		}
		found = append(found, Problem{File: file, Line: i + 1, Column: len(line) - len(rest) + 1, Message: "a tab in the indentation", Want: "spaces"})
	}
	return found
}
