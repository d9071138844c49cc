package cmd

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/libp2p-sim/sim/"

type pkg struct {
	ImportPath, Dir                    string
	GoFiles, TestGoFiles, IgnoredFiles []string
	Imports                            []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json", module+"...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []pkg
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// arrows say which packages of ours a package may import, by name: a package
// that is not on the list of another is forbidden to it, also if one above it is
// listed. "report/internal/..." stands for a package and all that lie below.
var arrows = map[string][]string{
	"cmd": {
		"cmd/emit", "protocols", "protocols/chandylamport", "protocols/gossipsub", "protocols/kademlia", "protocols/mdns", "protocols/ping", "protocols/transfer", "report", "report/compare", "report/diff", "report/log", "report/page", "report/pcap", "report/study", "report/view", "scenarios", "scenarios/design", "scenarios/expect", "scenarios/run", "scenarios/shrink", "scenarios/sweep", "scenarios/underlay", "sim/atomicfile", "sim/duration", "sim/rundir", "sim/say", "sim/say/near", "sim/seal", "sim/seal/overlay", "sim/trace", "sim/worker",
	},
	"cmd/emit":                       {},
	"cmd/sim":                        {"cmd"},
	"cmd/simtest":                    {"sim/seal/overlay"},
	"cmd/scale":                      {"report/log", "sim/trace"},
	"cmd/soak":                       {"scenarios/random", "sim/trace"},
	"examples/bugs":                  {"cmd", "examples/bugs/counter", "examples/bugs/markers"},
	"examples/bugs/counter":          {"protocols", "sim", "sim/trace"},
	"examples/bugs/markers":          {"protocols", "sim", "sim/trace"},
	"examples/bugs/shrinking":        {"cmd", "examples/bugs/counter", "examples/bugs/markers", "scenarios", "scenarios/run", "scenarios/shrink", "scenarios/sweep", "scenarios/underlay"},
	"examples/simtest/counter":       {},
	"protocols":                      {"sim", "sim/trace"},
	"protocols/chandylamport":        {"protocols", "protocols/chandylamport/verify", "sim", "sim/dist", "sim/trace"},
	"protocols/chandylamport/verify": {},
	"protocols/gossipsub":            {"protocols", "sim", "sim/dist", "sim/say", "sim/trace"},
	"protocols/kademlia":             {"protocols", "sim", "sim/say", "sim/trace"},
	"protocols/mdns":                 {"protocols", "sim", "sim/trace"},
	"protocols/misbehave":            {"protocols", "sim", "sim/seal", "sim/trace"},
	"protocols/ping":                 {"protocols", "sim", "sim/dist", "sim/trace"},
	"protocols/transfer":             {"protocols", "sim", "sim/trace"},
	"protocols/protocoltest":         {"protocols", "sim", "sim/dist", "sim/link", "sim/seal", "sim/trace"},
	"report":                         {"report/internal/...", "report/log", "scenarios/expect", "sim/atomicfile", "sim/quantity", "sim/say", "sim/say/near", "sim/stats", "sim/trace"},
	"report/compare": {
		"report", "report/diff", "report/internal/...", "report/study", "scenarios/expect", "sim/atomicfile", "sim/quantity", "sim/trace",
	},
	"report/diff":             {"report/log", "sim/trace"},
	"report/internal/finding": {"report/log", "sim/quantity", "sim/say", "sim/stats", "sim/trace"},
	"report/exhibit":          {"report/internal/figure", "sim/atomicfile"},
	"report/internal/figure":  {"sim/atomicfile", "sim/quantity", "sim/say/near"},
	"report/internal/infer":   {"sim/stats"},
	"report/internal/logtest": {"sim/trace"},
	"report/log":              {"report/internal/...", "sim/say", "sim/trace"},
	"report/page": {
		"report", "report/internal/...", "report/log", "report/page/internal/scan", "sim/atomicfile", "sim/quantity", "sim/say", "sim/trace",
	},
	"report/page/internal/lab":  {"report", "report/internal/figure", "scenarios/expect", "sim/trace"},
	"report/page/internal/scan": {"report/log", "sim/trace"},
	"report/pcap":               {"report/log", "sim/trace"},
	"report/published":          {"report/internal/infer", "report/log", "sim/say", "sim/trace"},
	"report/study":              {"report/internal/...", "scenarios/expect", "sim/atomicfile", "sim/quantity", "sim/say", "sim/stats"},
	"report/view": {
		"report", "report/diff", "report/internal/...", "report/log", "report/page", "report/study", "sim/quantity", "sim/trace",
	},
	"report/worked": {"report/compare", "report/study"},
	"scenarios": {
		"protocols", "scenarios/expect", "scenarios/internal/claim", "scenarios/internal/input", "scenarios/internal/strict", "scenarios/spec", "scenarios/underlay", "sim", "sim/dist", "sim/duration", "sim/hostlog", "sim/link", "sim/quantity", "sim/say", "sim/say/near", "sim/trace",
	},
	"scenarios/design": {
		"protocols", "scenarios", "scenarios/expect", "scenarios/internal/claim", "scenarios/internal/input", "scenarios/internal/strict", "scenarios/spec", "scenarios/underlay", "sim/duration", "sim/quantity", "sim/say", "sim/say/near",
	},
	"scenarios/expect": {"sim/quantity", "sim/say", "sim/say/near", "sim/stats", "sim/trace"},
	"scenarios/internal/claim": {
		"protocols", "scenarios/expect", "scenarios/internal/strict", "scenarios/spec", "sim/say", "sim/say/near", "sim/trace",
	},
	"scenarios/internal/input":  {"scenarios/internal/strict", "scenarios/spec", "sim/say"},
	"scenarios/internal/lab":    {"protocols", "scenarios/internal/strict", "sim", "sim/dist", "sim/trace"},
	"scenarios/internal/strict": {"sim/duration", "sim/say", "sim/say/near"},
	"scenarios/kubernetes":      {"sim/say", "sim/say/near"},
	"scenarios/play": {
		"protocols", "scenarios/spec", "scenarios/underlay", "sim", "sim/dist", "sim/duration", "sim/hostlog", "sim/link", "sim/quantity", "sim/seal", "sim/stack", "sim/trace",
	},
	"scenarios/random": {},
	"scenarios/run": {
		"protocols", "report", "report/page", "scenarios", "scenarios/expect", "scenarios/play", "scenarios/underlay", "sim", "sim/atomicfile", "sim/duration", "sim/rundir", "sim/seal", "sim/trace", "sim/worker",
	},
	"scenarios/shrink": {"protocols", "scenarios", "sim", "sim/dist", "sim/link"},
	"scenarios/spec": {
		"protocols", "scenarios/expect", "scenarios/kubernetes", "sim", "sim/dist", "sim/duration", "sim/link", "sim/say", "sim/trace",
	},
	"scenarios/sweep": {
		"protocols", "report", "report/study", "scenarios", "scenarios/design", "scenarios/expect", "scenarios/run", "scenarios/shrink", "sim/atomicfile", "sim/rundir", "sim/say", "sim/seal", "sim/trace", "sim/worker",
	},
	"scenarios/underlay": {
		"scenarios/kubernetes", "scenarios/spec", "sim", "sim/dist", "sim/inet", "sim/link", "sim/say", "sim/say/near", "sim/topo", "sim/topo/gml", "sim/trace",
	},
	"sim":                  {"sim/dist", "sim/inet", "sim/internal/inbox", "sim/internal/otel", "sim/internal/tcpflow", "sim/link", "sim/seal", "sim/trace"},
	"sim/inet":             {"sim/internal/inbox", "sim/internal/tcpflow", "sim/link", "sim/seal"},
	"sim/stack":            {"sim", "sim/seal", "sim/trace"},
	"sim/anycpu":           {},
	"sim/hostlog":          {},
	"sim/atomicfile":       {},
	"sim/budget":           {},
	"sim/dist":             {},
	"sim/duration":         {"sim/say"},
	"sim/internal/inbox":   {"sim/seal"},
	"sim/internal/otel":    {"sim/seal", "sim/trace"},
	"sim/internal/tcpflow": {"sim/link"},
	"sim/internal/tcptest": {},
	"sim/link":             {"sim/dist", "sim/say"},
	"sim/quantity":         {"sim/say", "sim/say/near", "sim/trace"},
	"sim/rundir":           {"sim/seal/overlay", "sim/trace"},
	"sim/say":              {},
	"sim/say/near":         {},
	"sim/seal":             {"sim/seal/overlay"},
	"sim/seal/mkoverlay":   {"sim/seal/overlay"},
	"sim/seal/overlay":     {"sim/atomicfile"},
	"sim/simtest":          {"sim", "sim/atomicfile", "sim/dist", "sim/link", "sim/rundir", "sim/seal", "sim/trace"},
	"sim/stats":            {},
	"sim/topo":             {"sim/say"},
	"sim/topo/gml":         {"sim/dist", "sim/say", "sim/say/near"},
	"sim/trace":            {},
	"sim/worker":           {},
}

// owners say in which packages a module may be imported, with the reason.
var owners = []struct{ module, where, why string }{
	{"github.com/libp2p/", "sim protocols examples", "the rest must not depend on libp2p's release"},
	{"gonum.org/v1/plot", "report", "only reports draw"},
	{"codeberg.org/go-pdf/", "report/internal/figure", "only figures are PDF"},
	{"gopkg.in/yaml.v3", "scenarios", "only scenarios are YAML"},
	{"github.com/parquet-go/", "report", "only reports write tables"},
	{"github.com/spf13/", "cmd", "only the command has flags"},
	{"k8s.io/", "scenarios/kubernetes", "only manifests are Kubernetes"},
	{"gonum.org/v1/gonum", "report sim/topo examples/bugs/shrinking", "graphs and statistics"},
	{"github.com/ulikunitz/xz", "sim/topo/gml", "only Shadow's graphs are compressed by it"},
	{"go.opentelemetry.io/", "report/log sim protocols", "exports know its format, worlds give spans to protocols that are instrumented with it"},
	{"github.com/miekg/dns", "protocols/mdns", "only mDNS speaks DNS"},
	{"net/http", "report/view", "only the viewer serves"},
	{"github.com/mr-tron/base58", "report/page", "only pictures of lookups read peer IDs"},
	{"testing/synctest", "", "seal has the only bubble"},
	{"math/rand\"", "", "randomness comes from named streams of the seed, package math/rand/v2"},
}

func TestImportsPointDown(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		allowed, ok := arrows[name]
		if !ok {
			t.Errorf("%s: no line in arrows says what it may import", name)
			continue
		}
		for _, imp := range p.Imports {
			if ours, ok := strings.CutPrefix(imp, module); ok && !allows(allowed, ours) {
				t.Errorf("%s imports %s; it may import %v", name, ours, allowed)
			}
			for _, o := range owners {
				if strings.HasPrefix(imp+"\"", o.module) && !inside(name, o.where) {
					t.Errorf("%s imports %s, which belongs to %q: %s", name, imp, o.where, o.why)
				}
			}
			if pure := name == "sim/link" || name == "sim/trace" || name == "sim/dist"; pure && strings.Contains(imp, ".") && imp != module+"sim/dist" && imp != module+"sim/say" {
				t.Errorf("%s imports %s; it needs the standard library and package say alone", name, imp)
			}
		}
	}
}

// allows reports whether a package is listed, or lies below one that is listed with
// all below it.
func allows(list []string, name string) bool {
	return slices.ContainsFunc(list, func(l string) bool { return covers(l, name) })
}

func covers(entry, name string) bool {
	tree, whole := strings.CutSuffix(entry, "/...")
	return name == tree || whole && strings.HasPrefix(name, tree+"/")
}

// TestArrowsAreTrue: no line speaks of packages that are not there.
func TestArrowsAreTrue(t *testing.T) {
	var names []string
	for _, p := range packages(t) {
		names = append(names, strings.TrimPrefix(p.ImportPath, module))
	}
	for name, list := range arrows {
		for _, entry := range append([]string{name}, list...) {
			if !slices.ContainsFunc(names, func(n string) bool { return covers(entry, n) }) {
				t.Errorf("the line of %s: there is no package %s", name, entry)
			}
		}
	}
}

// TestArrowsForbid: a wrong import is not allowed, also inside a tree.
func TestArrowsForbid(t *testing.T) {
	for _, wrong := range [][2]string{
		{"protocols/ping", "protocols/mdns"},
		{"protocols/ping", "sim/seal"},
		{"protocols/ping", "sim/worker"},
		{"protocols/chandylamport", "protocols/kademlia"},
		{"protocols/chandylamport/verify", "protocols/chandylamport"},
		{"report", "protocols"},
		{"report", "sim/link"},
		{"report/log", "report"},
		{"sim/stats", "report/internal/figure"},
		{"scenarios", "report"},
		{"sim", "sim/worker"},
		{"sim/trace", "sim"},
		{"cmd", "sim/link"},
	} {
		if allows(arrows[wrong[0]], wrong[1]) {
			t.Errorf("%s may import %s", wrong[0], wrong[1])
		}
	}
	if !allows(arrows["report"], "report/internal/figure") || !allows(arrows["cmd"], "sim/worker") {
		t.Error("what is right is not allowed")
	}
}

func inside(name, where string) bool {
	for _, w := range strings.Fields(where) {
		if name == w || strings.HasPrefix(name, w+"/") {
			return true
		}
	}
	return false
}

func TestEveryPackageIsDocumented(t *testing.T) {
	for _, p := range packages(t) {
		docs := 0
		for _, f := range p.GoFiles {
			file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(p.Dir, f), nil, parser.PackageClauseOnly|parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			if file.Doc != nil {
				docs++
			}
		}
		if docs != 1 {
			t.Errorf("%s has %d package comments, want 1", p.ImportPath, docs)
		}
	}
}

// TestReportKnowsNoProtocol: all words of a report about a protocol come from the
// manifest. Neither the strings of its Go code nor its scripts name one.
func TestReportKnowsNoProtocol(t *testing.T) {
	names := regexp.MustCompile(`\b(kademlia|chandylamport|mdns|ping)[./]`)
	err := filepath.WalkDir("../report", func(path string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case e.IsDir() && (e.Name() == "published" || e.Name() == "vendor" || e.Name() == "testdata" || e.Name() == "lab" || e.Name() == "bundle" || e.Name() == "node_modules"):
			return fs.SkipDir // published is about measurements of one protocol
		case strings.HasSuffix(path, "_test.go"):
			return nil
		}
		var said []string
		switch filepath.Ext(path) {
		case ".go":
			said, err = literals(path)
		case ".js", ".jsx", ".html":
			var b []byte
			b, err = os.ReadFile(path)
			said = []string{string(b)}
		}
		for _, s := range said {
			if found := names.FindString(s); found != "" && !strings.Contains(s, "such as") {
				t.Errorf("%s: %q", path, found)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// literals are the texts in a file of Go code.
func literals(path string) ([]string, error) {
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var s scanner.Scanner
	fset := token.NewFileSet()
	s.Init(fset.AddFile(path, -1, len(src)), src, nil, 0)
	var all []string
	for {
		switch _, tok, lit := s.Scan(); tok {
		case token.EOF:
			return all, nil
		case token.STRING:
			all = append(all, lit)
		}
	}
}

// TestSizes: a package has at most 25 files beside its tests, a file 400 lines, and a
// function 60.
func TestSizes(t *testing.T) {
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module)
		if n := len(p.GoFiles) + len(p.IgnoredFiles); n > 25 {
			t.Errorf("%s has %d files, want at most 25", name, n)
		}
		for _, f := range slices.Concat(p.GoFiles, p.IgnoredFiles) {
			path := filepath.Join(p.Dir, f)
			fset := token.NewFileSet()
			file, err := parser.ParseFile(fset, path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if n := fset.Position(file.End()).Line; n > 400 {
				t.Errorf("%s/%s has %d lines, want at most 400", name, f, n)
			}
			for _, d := range file.Decls {
				if fn, ok := d.(*ast.FuncDecl); ok {
					if n := 1 + fset.Position(fn.End()).Line - fset.Position(fn.Pos()).Line; n > 60 {
						t.Errorf("%s/%s: %s has %d lines, want at most 60", name, f, fn.Name.Name, n)
					}
				}
			}
		}
	}
}
