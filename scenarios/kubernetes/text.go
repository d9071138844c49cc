package kubernetes

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// maxFile is the largest file of manifests, in bytes: about a thousand pods as
// kubectl prints them.
const maxFile = 8 << 20

var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// textLines splits text as a YAML parser counts lines. It returns at least one.
func textLines(text []byte) []string {
	return strings.Split(lineBreaks.Replace(strings.TrimPrefix(string(text), "\ufeff")), "\n")
}

// endOf returns the place behind the last character of text.
func endOf(text []byte) place {
	lines := textLines(text)
	return place{len(lines), utf8.RuneCountInString(lines[len(lines)-1]) + 1}
}

// checkText reports faults that keep text from being YAML at all.
func checkText(f *faults, text []byte) {
	if len(text) > maxFile {
		f.add(place{1, 1}, fmt.Sprintf("the file has %d bytes", len(text)), fmt.Sprintf("at most %d", maxFile), "")
		return
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			f.add(endOf(text[:i]), fmt.Sprintf("byte 0x%02x is not UTF-8", text[i]), "a YAML file in UTF-8", "")
			return
		case !printable(r):
			f.add(endOf(text[:i]), fmt.Sprintf("control character U+%04X", r), "a YAML file in UTF-8", "")
			return
		}
		i += size
	}
}

// printable reports whether YAML allows r in a file (YAML 1.2, rule c-printable).
func printable(r rune) bool {
	switch {
	case r == '\t' || r == '\n' || r == '\r' || r == 0x85:
		return true
	case r < 0x20 || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff:
		return false
	}
	return true
}

// documents returns the contents of the documents of a file, up to a syntax
// error, which it reports.
func documents(f *faults, text []byte) (roots []*yaml.Node) {
	// The parser gives up on some malformed comments by a panic.
	defer func() {
		if e := recover(); e != nil {
			f.add(place{1, 1}, fmt.Sprintf("not valid YAML: %v", e), "", "")
		}
	}()
	for in := yaml.NewDecoder(bytes.NewReader(text)); ; {
		var n yaml.Node
		if err := in.Decode(&n); errors.Is(err, io.EOF) {
			return roots
		} else if err != nil {
			syntaxError(f, text, err)
			return roots
		}
		if len(n.Content) == 1 {
			roots = append(roots, n.Content[0])
		}
	}
}

var (
	syntaxLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(.*)$`)
	// parserError matches the complaints for which yaml.v3 counts lines from 0.
	// Those of its scanner count from 1.
	parserError = regexp.MustCompile(`^did not find expected (',' or|'-' indicator|<document start>|key|node content)|^found (duplicate %|incompatible|undefined)`)
)

// syntaxError places an error of the YAML parser, which knows the line at most.
func syntaxError(f *faults, text []byte, err error) {
	line, message := 1, err.Error()
	if m := syntaxLine.FindStringSubmatch(message); m != nil {
		message = m[2]
		if m[1] != "" {
			line, _ = strconv.Atoi(m[1])
			if parserError.MatchString(message) {
				line++
			}
		}
	}
	lines := textLines(text)
	line = min(line, len(lines))
	for line > 1 && strings.TrimSpace(lines[line-1]) == "" { // noticed behind the last line
		line--
	}
	at := lines[line-1]
	f.add(place{line, len(at) - len(strings.TrimLeft(at, " ")) + 1}, "not valid YAML: "+message, "", "")
}
