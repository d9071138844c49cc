package study

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// A lab makes study directories as a sweep leaves them.
type lab struct {
	Study
	value func(cell Cell, seed uint64, m Measure) float64 // NaN for none
	fail  func(cell Cell, seed uint64) string             // "" for success
}

// newLab crosses the values of parameters, each "name=a,b,c", over n seeds.
func newLab(n int, measures []Measure, parameters ...Parameter) *lab {
	l := &lab{fail: func(Cell, uint64) string { return "" }}
	l.Study = Study{
		Name: "lab", Question: "Does it work?", Scenario: "churn", ScenarioHash: "5ce7a710", StudyHash: "57d1f11e",
		Measures: measures, Parameters: parameters, Versions: map[string]string{"sim": "0.1.0", "go": "go1.26.0", "github.com/libp2p/go-libp2p": "v0.51.0", "example.org/other": "v1.0.0"},
	}
	for s := range n {
		l.Seeds = append(l.Seeds, uint64(s+1))
	}
	cells := [][]string{nil}
	for _, p := range parameters {
		var next [][]string
		for _, c := range cells {
			for _, v := range p.Values {
				next = append(next, append(c[:len(c):len(c)], v))
			}
		}
		cells = next
	}
	for i, c := range cells {
		l.Cells = append(l.Cells, Cell{ID: fmt.Sprintf("%08x", i+1), Values: c})
	}
	return l
}

// put writes the study to a directory.
func (l *lab) put(t *testing.T, dir string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	file := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	b, err := json.MarshalIndent(l.Study, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	file(ManifestFile, b)
	f, err := os.Create(filepath.Join(dir, ResultsFile))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out := csv.NewWriter(f)
	out.Write(l.Columns())
	for _, c := range l.Cells {
		for _, seed := range l.Seeds {
			row := func(cells ...string) {
				head := append(append([]string{c.ID}, c.Values...), strconv.FormatUint(seed, 10))
				out.Write(append(append(head, cells...), l.numberFields()[c.ID]...))
			}
			if what := l.fail(c, seed); what != "" {
				row(Failed, what, "")
				continue
			}
			for _, m := range l.Measures {
				v := ""
				if x := l.value(c, seed, m); !math.IsNaN(x) {
					v = strconv.FormatFloat(x, 'g', -1, 64)
				}
				row(m.Expr, v, m.Unit)
			}
		}
	}
	if out.Flush(); out.Error() != nil {
		t.Fatal(out.Error())
	}
	file(DoneFile, []byte("complete\n"))
	return dir
}

func (l *lab) load(t *testing.T) *Results {
	t.Helper()
	r, err := Load(l.put(t, filepath.Join(t.TempDir(), l.Name)))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

var (
	latency = Measure{Expr: "p99(ping.rtt)", Unit: "ns"}
	success = Measure{Expr: "kademlia.get.success after 10m", Unit: "1", Share: true}
	records = Measure{Expr: "min(kademlia.replicas)", Unit: "records"}

	size    = Parameter{Name: "k", Path: "protocols.kademlia.bucket_size", Values: []string{"10", "20", "40"}}
	session = Parameter{Name: "session", Path: "churn.servers.session.mean", Values: []string{"30m", "1h", "2h", "4h"}}
	law     = Parameter{Name: "law", Path: "churn.servers.session", Values: []string{"weibull", "exponential"}}
)

// churned returns a value that such a study might find: noise of a seed is common
// to all cells.
func churned(c Cell, seed uint64, m Measure) float64 {
	random := rand.New(rand.NewPCG(seed, uint64(len(m.Expr))))
	common := random.NormFloat64()
	own := rand.New(rand.NewPCG(seed, uint64(len(c.ID)*1000+int(c.ID[7]))*31+uint64(len(m.Expr)))).NormFloat64()
	k, hours := 20.0, 1.0
	for _, v := range c.Values {
		x, dim, ok := number(v)
		switch {
		case !ok:
		case dim == 2:
			hours = x / 3600e9
		default:
			k = x
		}
	}
	switch m {
	case latency:
		return math.Round(1e6 * (400 + 25*common + 8*own - 30*math.Log2(hours)))
	case success:
		return 1 - 0.2/k*10/(hours+0.5)*math.Exp(0.25*common+0.1*own)
	default:
		return max(0, math.Round(k/3*math.Log2(hours+1.5)+common+0.4*own))
	}
}
