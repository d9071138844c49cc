package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Parse parses one YAML document into nodes without aliases and merge
// keys. With an empty document it returns no node and no problem.
func Parse(file string, data []byte) (*yaml.Node, Problems) {
	data, held := TakeOut(data)
	if ps := checkText(file, data); ps != nil {
		return nil, ps
	}
	documents, err := readDocuments(data)
	if err != nil {
		if tabs := tabProblems(file, data); tabs != nil {
			return nil, tabs
		}
		return nil, Problems{syntaxProblem(file, data, err)}
	}
	if len(documents) == 0 {
		return nil, nil
	}
	x := expander{file: file, lines: TextLines(string(data)), held: held}
	root := x.expand(documents[0].Content[0], 0)
	if len(documents) > 1 {
		second := documents[1]
		x.fault(second, "a second document", "one scenario in a file", "")
	}
	if x.stopped {
		root = nil
	}
	return root, x.problems
}

// readDocuments reads at most two documents: one to use, one to complain about.
func readDocuments(data []byte) (documents []*yaml.Node, err error) {
	// The parser gives up on some malformed comments by a panic.
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%v", e)
		}
	}()
	in := yaml.NewDecoder(bytes.NewReader(data))
	for len(documents) < 2 {
		var n yaml.Node
		if err := in.Decode(&n); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		documents = append(documents, &n)
	}
	return documents, nil
}

var (
	syntaxLine    = regexp.MustCompile(`^line (\d+): `)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.*)' referenced$`)
)

// parserErrors are the complaints for which yaml.v3 counts lines from 0. For
// complaints of its scanner it counts from 1.
var parserErrors = []string{
	"did not find expected ',' or ']'",
	"did not find expected ',' or '}'",
	"did not find expected '-' indicator",
	"did not find expected <document start>",
	"did not find expected key",
	"did not find expected node content",
	"found duplicate %TAG directive",
	"found duplicate %YAML directive",
	"found incompatible YAML document",
	"found undefined tag handle",
}

// syntaxHelp says in plain words which form a complaint of the parser wants.
var syntaxHelp = map[string]string{
	"mapping values are not allowed in this context": `"key: value" once on a line, the same indentation as its neighbours, and quotes around a text that holds ": "`,
	"did not find expected ',' or ']'":               `a "]" at the end of the list, and quotes around items that hold brackets`,
	"did not find expected ',' or '}'":               `a "}" at the end, commas between the keys, and quotes around values that hold brackets, as in by: "servers[0:9]"`,
	"did not find expected '-' indicator":            `the items of a list, each after "- " in the same column`,
	"did not find expected key":                      "a key in the same column as its neighbours, and nothing after a value that ends with a quote or a bracket",
	"could not find expected ':'":                    `"key: value"`,
	"found unexpected end of stream":                 "a closing quote",
	"found character that cannot start any token":    "quotes around a value that starts with @, ` or %",
	"did not find expected node content":             "a value",
}

// syntaxProblem places an error of the YAML parser, which knows the line at
// most, and says in words which form is wanted.
func syntaxProblem(file string, data []byte, err error) Problem {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	line := 1
	if m := syntaxLine.FindStringSubmatch(message); m != nil {
		message = message[len(m[0]):]
		line, _ = strconv.Atoi(m[1])
		if slices.Contains(parserErrors, message) {
			line++
		}
	}
	p := Problem{File: file, Message: "not valid YAML: " + message, Want: syntaxHelp[message]}
	lines := TextLines(string(data))
	if m := unknownAnchor.FindStringSubmatch(message); m != nil {
		p.Message = fmt.Sprintf("*%s stands for an anchor that is not defined above", m[1])
		p.Want = fmt.Sprintf("&%s at the value that it repeats, or quotes around a text that starts with *", m[1])
		for i, text := range lines {
			if at := strings.Index(text, "*"+m[1]); at >= 0 {
				p.Line, p.Column = i+1, len([]rune(text[:at]))+1
				return p
			}
		}
	}
	// An unfinished text or list is noticed behind the last line.
	line = min(line, len(lines))
	for line > 1 && strings.TrimSpace(lines[line-1]) == "" {
		line--
	}
	text := lines[line-1]
	p.Line, p.Column = line, len(text)-len(strings.TrimLeft(text, " "))+1
	return p
}
