package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
)

// standIn is our package, imported in place of the makers of hosts and under a name
// that no test uses.
const (
	standIn     = "github.com/libp2p-sim/sim/sim/upstream/hosts"
	standInName = "simulated"
)

// makers are the packages with which upstream's tests make hosts and time, and their
// names, under which most import them.
var makers = map[string]string{
	"github.com/libp2p/go-libp2p":                       "libp2p",
	"github.com/libp2p/go-libp2p/p2p/host/basic":        "basichost",
	"github.com/libp2p/go-libp2p/p2p/net/mock":          "mocknet",
	"github.com/libp2p/go-libp2p/p2p/net/swarm/testing": "testing",
	"github.com/libp2p/go-libp2p/x/simlibp2p":           "simlibp2p",
	"github.com/marcopolo/simnet":                       "simnet",
	"testing/synctest":                                  "synctest",
}

// An edit puts text in place of what lies between two offsets.
type edit struct {
	from, to int
	text     string
}

// exchange returns a test file with the makers of hosts exchanged, and the body of
// every test in a run. Lines stay where they are, so that what a test says leads to
// upstream's source.
//
// With sockets the makers stay, and a test runs on a machine. What lets it is a variable
// if the tests are of the package itself, which the stand-in may import: see door.
func exchange(name string, source []byte, sockets bool) ([]byte, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	at := func(p token.Pos) int { return set.Position(p).Offset }
	var edits []edit
	for _, i := range file.Imports {
		path, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return nil, err
		}
		own, ok := makers[path]
		if !ok || sockets && (own != "synctest" || !outside(file)) {
			continue
		}
		text := strconv.Quote(standIn)
		switch {
		case i.Name == nil:
			text = own + " " + text
		case i.Name.Name == "." || i.Name.Name == "_":
			return nil, fmt.Errorf("%s: %s is imported as %q, and the stand-in has another use", name, path, i.Name.Name)
		}
		edits = append(edits, edit{at(i.Path.Pos()), at(i.Path.End()), text})
	}
	tests := 0
	for _, d := range file.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		t, ok := argument(f)
		switch {
		case !ok:
			continue
		case t == "_" && sockets:
			t = unnamed
			name := f.Type.Params.List[0].Names[0]
			edits = append(edits, edit{at(name.Pos()), at(name.End()), t})
		case t == "" || t == "_":
			return nil, fmt.Errorf("%s: %s has no name for its *testing.T", name, f.Name.Name)
		}
		for _, s := range f.Body.List {
			if sockets && parallel(s, t) { // it runs in a process of its own
				edits = append(edits, edit{at(s.Pos()), at(s.End()), ""})
			}
		}
		begin, end := at(f.Body.Lbrace)+1, at(f.Body.Rbrace)
		in := standInName + ".Run"
		switch {
		case sockets && !outside(file):
			in = doorName
		case sockets:
			in = standInName + ".OnMachine"
			fallthrough
		default:
			tests++
		}
		edits = append(edits,
			edit{begin, begin, fmt.Sprintf(" %s(%s, func() {", in, t)},
			edit{end, end, "})"})
	}
	if tests > 0 {
		end := at(file.Name.End())
		edits = append(edits, edit{end, end, fmt.Sprintf("; import %s %q", standInName, standIn)})
	}
	return apply(source, edits), nil
}

// parallel reports whether a statement is t.Parallel().
func parallel(s ast.Stmt, t string) bool {
	e, ok := s.(*ast.ExprStmt)
	if !ok {
		return false
	}
	call, ok := e.X.(*ast.CallExpr)
	if !ok {
		return false
	}
	f, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || f.Sel.Name != "Parallel" {
		return false
	}
	x, ok := f.X.(*ast.Ident)
	return ok && x.Name == t
}

// outside reports whether a test file is of the package's outside.
func outside(f *ast.File) bool { return strings.HasSuffix(f.Name.Name, "_test") }

// unnamed is the name of a test's argument that has none.
const unnamed = "simulatedT"

// argument returns the name of a test's argument, and whether a function is a test.
func argument(f *ast.FuncDecl) (string, bool) {
	params := f.Type.Params.List
	if f.Recv != nil || !strings.HasPrefix(f.Name.Name, "Test") || f.Body == nil || len(params) != 1 || len(params[0].Names) > 1 {
		return "", false
	}
	star, ok := params[0].Type.(*ast.StarExpr)
	if !ok {
		return "", false
	}
	if s, ok := star.X.(*ast.SelectorExpr); !ok || s.Sel.Name != "T" {
		return "", false
	}
	if len(params[0].Names) == 0 {
		return "", true
	}
	return params[0].Names[0].Name, true
}

// apply makes edits that do not overlap.
func apply(source []byte, edits []edit) []byte {
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Compare(a.from, b.from) })
	var out []byte
	last := 0
	for _, e := range edits {
		out = append(out, source[last:e.from]...)
		out = append(out, e.text...)
		last = e.to
	}
	return append(out, source[last:]...)
}

// doorName is the variable through which tests of the package itself reach the stand-in.
const doorName = "RunOnSimulatedMachine"

// door returns two test files: one of the package with the variable, and one of its
// outside, which sets it. A package's own tests must not import what imports it.
func door(name, path string) (inside, outside string) {
	inside = fmt.Sprintf("package %s\n\nimport \"testing\"\n\nvar %s func(*testing.T, func())\n", name, doorName)
	outside = fmt.Sprintf("package %s_test\n\nimport (\n\ttested %q\n\tsimulated %q\n)\n\nfunc init() { tested.%s = simulated.OnMachine }\n",
		name, path, standIn, doorName)
	return inside, outside
}
