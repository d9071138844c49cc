package compare

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/expect"
)

// world simulates two versions of a protocol: seeds have much in common, and b is
// 24 ms faster, less often successful with k = 10, and no different in size.
func world(second bool) func(k string, seed int, m study.Measure) float64 {
	return func(k string, seed int, m study.Measure) float64 {
		common := rand.New(rand.NewPCG(uint64(seed), 1)).NormFloat64()
		own := 0.0
		if second {
			own = rand.New(rand.NewPCG(uint64(seed), 2)).NormFloat64()
		}
		switch m {
		case latency:
			v := 412e6 + 40e6*common
			if second {
				v += -24e6 + 9e6*own
			}
			return float64(int(v))
		case success:
			v := 0.97 + 0.005*common
			if second && k == "10" {
				v += -0.08 + 0.004*own
			} else if second {
				v += 0.002 * own
			}
			return v
		}
		return 20
	}
}

func TestStudies(t *testing.T) {
	all := []study.Measure{latency, success, online}
	a := putStudy(t, []string{"10", "20"}, 20, all, world(false))
	b := putStudy(t, []string{"10", "20", "40"}, 20, all, world(true))
	c := sides(t, a, b)
	want := `  A → B

  ✓ p99(ping.rtt), k = 10: 415.6ms → 391.1ms, -5.91 % [-6.89, -4.93], d_z = -2.82, paired over 20 seeds: not noise (p < 0.0001 after Holm)
  ✗ kademlia.get.success, k = 10: 97.0% → 89.0%, -8.02 points [-8.21, -7.84], d_z = -20.76, paired over 20 seeds: not noise (p < 0.0001 after Holm)
  ✓ p99(ping.rtt), k = 20: 415.6ms → 391.1ms, -5.91 % [-6.89, -4.93], d_z = -2.82, paired over 20 seeds: not noise (p < 0.0001 after Holm)
  ~ kademlia.get.success, k = 20: 97.05% → 97.03%, -0.012 points [-0.103, +0.078], d_z = -0.06, paired over 20 seeds: may be noise (p = 1 after Holm)
  = 2 measures are the same

  ! k = 40 is in B alone.
`
	if diff := cmp.Diff(want, text(t, c)); diff != "" {
		t.Error(diff)
	}
	if r := c.Regressions(0.05); len(r) != 1 || r[0].Measure != success.Expr || r[0].Where != "k = 10" {
		t.Errorf("regressions %v", r)
	}
	if r := c.Regressions(0); len(r) != 1 {
		t.Errorf("noise is a regression: %v", r)
	}
	if r := c.Regressions(0.1); len(r) != 0 {
		t.Errorf("8 points are more than 10 %%: %v", r)
	}
	back := sides(t, b, a)
	if r := back.Regressions(0.05); len(r) != 2 || r[0].Measure != latency.Expr {
		t.Errorf("backwards: %v", r)
	}
	if same := sides(t, a, a); len(same.Rows) != 0 || same.Same != 6 {
		t.Errorf("a study and itself: %s", text(t, same))
	}
}

func TestSeedsThatCannotTell(t *testing.T) {
	for n, want := range map[int]string{
		1:  "One common seed cannot tell noise",
		3:  "3 common seeds are few",
		5:  "With 5 seeds and 2 comparisons the signed-rank test cannot go below p = 0.12",
		20: "",
	} {
		a := putStudy(t, []string{"10"}, n, []study.Measure{latency, success}, world(false))
		b := putStudy(t, []string{"10"}, n, []study.Measure{latency, success}, world(true))
		c := sides(t, a, b)
		if got := strings.Join(c.Notes, "\n"); !strings.Contains(got, want) || want == "" && got != "" {
			t.Errorf("%d seeds: %q", n, got)
		}
		for _, r := range c.Rows { // 0.25 and 0.0625 are the least that there is
			if strings.Contains(r.Verdict, "signed-rank") {
				t.Errorf("%d seeds: %s", n, r)
			}
		}
		if n == 1 && len(c.Regressions(0)) != 0 {
			t.Error("a regression by one seed")
		}
	}
}

func TestNothingInCommon(t *testing.T) {
	a, _ := Open(putStudy(t, []string{"10"}, 2, []study.Measure{latency}, world(false)))
	b, _ := Open(putStudy(t, []string{"20", "40"}, 2, []study.Measure{latency}, world(false)))
	if _, err := Compare(a, b); err == nil || !strings.Contains(err.Error(), "have no cell and measure in common") {
		t.Errorf("%v", err)
	}
	run, _ := Open(putRun(t, 1, "f", nil))
	if _, err := Compare(a, run); err == nil || !strings.Contains(err.Error(), "a run and a study cannot be compared") {
		t.Errorf("%v", err)
	}
}

func metric(mean, p50, p99 float64) report.Metric {
	return report.Metric{Count: 9, Mean: mean, P50: p50, P99: p99}
}

func TestRuns(t *testing.T) {
	a := putRun(t, 42, "aa", map[string]report.Metric{
		"kademlia.get.success": metric(0.99, 1, 1), "peers.online": metric(20, 20, 20), "ping.rtt": metric(3e8, 2e8, 412e6),
	}, expect.Result{Expr: "p99(ping.rtt) < 415ms", OK: true, Actual: "412ms"})
	b := putRun(t, 42, "bb", map[string]report.Metric{
		"kademlia.get.success": metric(0.97, 1, 1), "peers.online": metric(20, 20, 20), "ping.rtt": metric(3e8, 2e8, 432.6e6),
	}, expect.Result{Expr: "p99(ping.rtt) < 415ms", OK: false, Actual: "432.6ms"})
	c := sides(t, a, b)
	want := `  A → B

  ✗ p99(ping.rtt) < 415ms: met → failed: 432.6ms
  ✗ kademlia.get.success: 99% → 97%, -2.00 points
  ✗ p99(ping.rtt): 412ms → 432.6ms, +5.00 %
  = 2 measures are the same

  ! One run each shows the changes for these seeds, not whether others would agree: it cannot tell noise. Compare sweeps for that.
`
	if diff := cmp.Diff(want, text(t, c)); diff != "" {
		t.Error(diff)
	}
	if r := c.Regressions(0.049); len(r) != 2 || r[0].Change != nil || r[1].Measure != "p99(ping.rtt)" {
		t.Errorf("regressions: %v", r)
	}
	c.Tolerance = 0.03
	if got := text(t, c); !strings.Contains(got, "· kademlia.get.success") || !strings.Contains(got, "✗ p99(ping.rtt)") {
		t.Errorf("with a tolerance of 3 %%: %s, want a mark of worse where it is more alone", got)
	}
	if got := text(t, sides(t, a, a)); !strings.Contains(got, "= The same fingerprint") || strings.Contains(got, "✗") {
		t.Errorf("a run and itself: %s", got)
	}
}

// A baseline says the same as the directory that it was made from.
func TestBaseline(t *testing.T) {
	all := []study.Measure{latency, success}
	first := putStudy(t, []string{"10"}, 20, all, world(false))
	second := putStudy(t, []string{"10"}, 20, all, world(true))
	run := putRun(t, 42, "aa", map[string]report.Metric{"ping.rtt": metric(3e8, 2e8, 412e6)})
	other := putRun(t, 42, "bb", map[string]report.Metric{"ping.rtt": metric(3e8, 2e8, 500e6)})
	for _, c := range []struct{ a, b string }{{first, second}, {run, other}} {
		file := filepath.Join(t.TempDir(), "baseline.json")
		if err := Save(c.a, file); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(text(t, sides(t, c.a, c.b)), text(t, sides(t, file, c.b))); diff != "" {
			t.Error(diff)
		}
	}
	for content, want := range map[string]string{
		"{}": "is no baseline", "not json": "is no baseline", `{"sim_baseline": 7}`: "baseline of format 7, want 1",
		`{"sim_baseline": 1}`:                                     "holds a run or a study",
		`{"sim_baseline": 1, "study": {"name": "x"}}`:             "study.json: the study has no cells",
		`{"sim_baseline": 1, "run": {}, "results": "", "x": "y"}`: "unknown field",
	} {
		file := filepath.Join(t.TempDir(), "bad.json")
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", content, err, want)
		}
	}
}

func TestOtherFormats(t *testing.T) {
	all := []study.Measure{latency, success}
	c := sides(t, putStudy(t, []string{"10"}, 20, all, world(false)), putStudy(t, []string{"10"}, 20, all, world(true)))
	var b bytes.Buffer
	if err := c.WriteJSON(&b, 0.05); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Changes []struct {
			Measure string
			Way     string
			Real    bool
			Paired  struct {
				Seeds int
				P     float64    `json:"p_holm"`
				In    [2]float64 `json:"ci95"`
			}
		}
		Regressions []string
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Changes) != 2 || got.Changes[0].Way != "better" || !got.Changes[0].Real || got.Changes[0].Paired.Seeds != 20 ||
		!(got.Changes[0].Paired.In[1] < 0) || len(got.Regressions) != 1 {
		t.Errorf("%s", b.Bytes())
	}
	b.Reset()
	if err := c.WriteMarkdown(&b); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "| ✗ | kademlia.get.success |  | 97.0% → 89.0% | -8.02 points \\[") {
		t.Errorf("%s", b.String())
	}
}

// TestWorseIsDocumented: the page has the words that decide, all of them.
func TestWorseIsDocumented(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "statistics.md"))
	if err != nil {
		t.Fatal(err)
	}
	flat := strings.Join(strings.Fields(string(page)), " ")
	for _, words := range [][]string{moreIsWorse, lessIsWorse} {
		if list := strings.Join(words, ", "); !strings.Contains(flat, list+".") {
			t.Errorf("docs/statistics.md does not say: %s", list)
		}
	}
}

func TestWorse(t *testing.T) {
	for _, c := range []struct {
		expr, unit string
		share      bool
		want       int
	}{
		{"p99(ping.rtt) after 30m", "ns", false, 1},
		{"kademlia.get.success", "1", true, -1},
		{"ping.failed", "1", true, 1},
		{"kademlia.stale_entries", "1", true, 1},
		{"mean(link.bytes)", "bytes", false, 1},
		{"kademlia.get.hops", "1", false, 1},
		{"min(kademlia.replicas) of servers", "peers", false, -1},
		{"count(chandylamport.snapshot.aborted)", "1", false, 1},
		{"count(ping.rtt)", "1", false, 0},
		{"stddev(ping.success)", "1", false, 0},
		{"iqr(ping.rtt) after 1m", "ns", false, 0},
		{"peers.online", "peers", false, 0},
		{"kademlia.in_degree", "peers", false, 0},
	} {
		if got := worse(c.expr, c.unit, c.share); got != c.want {
			t.Errorf("%s: %d, want %d", c.expr, got, c.want)
		}
	}
}

// Two releases of a library give other numbers: the comparison says which they are.
func TestModulesThatDiffer(t *testing.T) {
	const name = "github.com/libp2p/go-libp2p-kad-dht"
	side := func(modules map[string]string) *Run { return &Run{Fingerprint: "x", Modules: modules} }
	for want, versions := range map[string][2]map[string]string{
		"":                              {{name: "v1.0.0", "go": "go1"}, {name: "v1.0.0", "go": "go2"}},
		name + ": v1.0.0 → ../kad-dht.": {{name: "v1.0.0", "a/b": "v2"}, {name: "../kad-dht"}},
	} {
		var c Comparison
		c.runs(side(versions[0]), side(versions[1]))
		notes := strings.Join(c.Notes, "\n")
		if told := strings.Contains(notes, "modules differ"); told != (want != "") || !strings.Contains(notes, want) {
			t.Errorf("notes %q, want %q", notes, want)
		}
	}
}
