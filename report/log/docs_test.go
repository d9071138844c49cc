package log

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

const docs = "../../docs/events.md"

func readDocs(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(docs)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// column returns the first cells of the table below a heading, without quotes.
func column(t *testing.T, text, heading string) (cells []string) {
	t.Helper()
	_, section, ok := strings.Cut(text, "\n## "+heading+"\n")
	if !ok {
		t.Fatalf("%s has no section %q", docs, heading)
	}
	section, _, _ = strings.Cut(section, "\n## ")
	for _, m := range regexp.MustCompile("(?m)^\\| `([^`]+)`").FindAllStringSubmatch(section, -1) {
		cells = append(cells, m[1])
	}
	return cells
}

// TestKinds: this package and the documentation have all kinds that package trace
// declares.
func TestKinds(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../sim/trace/event.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var declared, ours []string
	ast.Inspect(file, func(n ast.Node) bool {
		if v, ok := n.(*ast.ValueSpec); ok && len(v.Values) == 1 {
			if typ, ok := v.Type.(*ast.Ident); ok && typ.Name == "EventKind" {
				s, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				declared = append(declared, s)
			}
		}
		return true
	})
	for _, k := range Kinds {
		ours = append(ours, string(k))
	}
	slices.Sort(declared)
	documented := column(t, readDocs(t), "Kinds")
	if !slices.Equal(documented, ours) {
		t.Errorf("%s has kinds %v, log.Kinds is %v", docs, documented, ours)
	}
	if slices.Sort(ours); len(declared) == 0 || !slices.Equal(declared, ours) {
		t.Errorf("package trace declares %v, log.Kinds is %v", declared, ours)
	}
}

// TestFields: the documentation has all fields, in the order of the log.
func TestFields(t *testing.T) {
	e := trace.Event{T: 1, Kind: trace.Send, P: "p", Q: "q", Proto: "x", ID: 1, Ref: 1, Stream: 1, Op: 1, Of: "o", Size: 1, Digest: 1, Arrive: 1, Detail: "d"}
	d := json.NewDecoder(strings.NewReader(string(e.AppendJSON(nil))))
	var want []string
	for depth, key := 0, true; ; key = !key {
		tok, err := d.Token()
		if err != nil {
			t.Fatal(err)
		}
		if tok == json.Delim('{') {
			depth++
			key = false // the next one is
			continue
		}
		if tok == json.Delim('}') {
			break
		}
		if key {
			want = append(want, tok.(string))
		}
	}
	if got := column(t, readDocs(t), "Fields"); !slices.Equal(got, want) {
		t.Errorf("%s has the fields %v, the log %v", docs, got, want)
	}
}

// TestDocumentedText: the documentation shows events as they are printed.
func TestDocumentedText(t *testing.T) {
	blocks := regexp.MustCompile("(?s)```(json|text)\n(.*?)```").FindAllStringSubmatch(readDocs(t), -1)
	if len(blocks) != 3 {
		t.Fatalf("%s has %d blocks of code, want events, lines and a story", docs, len(blocks))
	}
	events := blocks[0][2]
	var lines, story strings.Builder
	p := NewPrinter(&lines)
	for e, err := range Read(strings.NewReader(events)) {
		if err != nil {
			t.Fatal(err)
		}
		if got := string(e.AppendJSON(nil)); e.Linked && got != string(e.Raw)+"\n" {
			t.Errorf("%s is not canonical, want %s", e.Raw, got)
		}
		if err := p.Print(e); err != nil {
			t.Fatal(err)
		}
	}
	if lines.String() != blocks[1][2] {
		t.Errorf("printed:\n%swant:\n%s", lines.String(), blocks[1][2])
	}
	x, err := NewIndex(Read(strings.NewReader(events)))
	if err != nil {
		t.Fatal(err)
	}
	op, err := x.FindOp("ping#1")
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Story(&story, op, Read(strings.NewReader(events)), nil, nil); err != nil {
		t.Fatal(err)
	}
	if story.String() != blocks[2][2] {
		t.Errorf("told:\n%swant:\n%s", story.String(), blocks[2][2])
	}
	if !strings.Contains(readDocs(t), ShiVizExpression) {
		t.Errorf("%s does not have ShiViz's expression %s", docs, ShiVizExpression)
	}
}
