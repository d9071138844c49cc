package cmd

import (
	"encoding/json"
	"errors"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
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

// arrows say which packages of ours a package may import, by prefix. The most
// specific line counts.
var arrows = map[string][]string{
	"cmd":                            {"cmd", "scenarios", "sim", "protocols", "report"},
	"cmd/emit":                       {},
	"scenarios":                      {"protocols", "sim", "report/expect", "scenarios"},
	"scenarios/kubernetes":           {},
	"scenarios/shrink":               {"scenarios", "protocols", "sim", "sim/dist", "sim/link"},
	"protocols":                      {"protocols", "sim", "sim/trace"},
	"protocols/ping":                 {"protocols", "sim", "sim/dist", "sim/trace"},
	"protocols/chandylamport":        {"protocols", "sim", "sim/dist", "sim/trace", "protocols/chandylamport/verify"},
	"protocols/chandylamport/verify": {},
	"protocols/kademlia":             {"protocols", "sim", "sim/trace"},
	"protocols/mdns":                 {"protocols", "sim", "sim/trace"},
	"report":                         {"report", "sim/trace"},
	"sim":                            {"sim/link", "sim/dist", "sim/trace", "sim/seal"},
	"sim/seal":                       {"sim/seal/overlay"},
	"sim/simtest":                    {"sim", "sim/link", "sim/seal", "sim/trace"},
	"examples/simtest":               {},
	"examples/bugs":                  {"cmd", "protocols", "sim", "sim/trace", "examples/bugs/counter", "examples/bugs/markers"},
	"sim/seal/mkoverlay":             {"sim/seal/overlay"},
	"sim/worker":                     {},
	"sim/dist":                       {},
	"sim/link":                       {"sim/dist"},
	"sim/topo":                       {},
	"sim/topo/gml":                   {"sim/dist"},
	"sim/trace":                      {},
	"sim/seal/overlay":               {},
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
	{"gonum.org/v1/gonum", "report sim/topo", "graphs and statistics"},
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
		allowed, ok := lookup(name)
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
			if pure := name == "sim/link" || name == "sim/trace" || name == "sim/dist"; pure && strings.Contains(imp, ".") && imp != module+"sim/dist" {
				t.Errorf("%s imports %s; it needs the standard library alone", name, imp)
			}
		}
	}
}

// lookup finds the longest line of arrows that name is, or is below.
func lookup(name string) ([]string, bool) {
	for n := name; n != "."; n = filepath.Dir(n) {
		if a, ok := arrows[n]; ok {
			return a, true
		}
	}
	return nil, false
}

// allows reports whether a package is listed, or, for whole trees, lies below.
func allows(list []string, name string) bool {
	for _, l := range list {
		tree := l == "cmd" || l == "scenarios" || l == "report" || l == "protocols" || l == "sim"
		if name == l || tree && strings.HasPrefix(name, l+"/") {
			return true
		}
	}
	return false
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
