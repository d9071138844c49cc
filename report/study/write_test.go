package study

import (
	"bytes"
	"cmp"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite golden files")

// tree reads all files under dir.
func tree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// golden is a small study with a failed run, too few seeds and a hostile name.
func golden() *lab {
	l := newLab(4, []Measure{latency, success}, size)
	l.Question = "How many | replicas & $k_10$ does a record need?"
	l.value = churned
	l.fail = func(c Cell, seed uint64) string {
		if c.ID == "00000003" && seed == 2 {
			return "deadlock"
		}
		return ""
	}
	return l
}

func write(t *testing.T, dir string) {
	t.Helper()
	r, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Write(); err != nil {
		t.Fatal(err)
	}
}

func TestWrite(t *testing.T) {
	dir := golden().put(t, t.TempDir())
	write(t, dir)
	files := tree(t, dir)
	for _, name := range []string{ReportFile, TableFile, LaTeXFile, StatisticsFile, ReproduceFile} {
		path := filepath.Join("testdata", "golden", name)
		if *update {
			if err := os.WriteFile(path, files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := gocmp.Diff(string(want), string(files[name])); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	for _, figure := range []string{"p99-ping-rtt", "p99-ping-rtt-box", "p99-ping-rtt-ecdf", "kademlia-get-success-after-10m"} {
		for _, format := range []string{"csv", "svg", "png", "pdf", "json"} {
			if len(files["figures/"+figure+"."+format]) == 0 {
				t.Errorf("no figures/%s.%s", figure, format)
			}
		}
	}
	if info, err := os.Stat(filepath.Join(dir, ReproduceFile)); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("%s cannot be run: %v, %v", ReproduceFile, info.Mode(), err)
	}
	// Again, over an earlier report of other figures, and elsewhere.
	for _, name := range []string{"old.svg", "old.pdf", "notes.txt"} {
		if err := os.WriteFile(filepath.Join(dir, FiguresDir, name), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(t, dir)
	elsewhere := golden().put(t, t.TempDir())
	write(t, elsewhere)
	again, other := tree(t, dir), tree(t, elsewhere)
	if _, ok := again["figures/notes.txt"]; !ok {
		t.Error("removed a file that is not ours")
	}
	delete(again, "figures/notes.txt")
	for name := range again {
		if !bytes.Equal(files[name], again[name]) || !bytes.Equal(files[name], other[name]) {
			t.Errorf("%s differs between two reports of one study", name)
		}
	}
	if len(again) != len(files) || len(other) != len(files) {
		t.Errorf("%d files, then %d, elsewhere %d", len(files), len(again), len(other))
	}
}

// reproduce.sh with a sim that works, one of another version, and one whose results
// differ.
func TestReproduceScript(t *testing.T) {
	for _, c := range []struct {
		name, version, sweep string
		ok                   bool
		want                 string
	}{
		{"the same", "0.1.0", `cp "$2/../results.csv" "$4"`, true, "reproduced: results.csv is the same, byte by byte"},
		{"with failed runs", "0.1.0", `cp "$2/../results.csv" "$4"; exit 3`, true, "byte by byte"},
		{"a broken sweep", "0.1.0", `exit 2`, false, ""},
		{"another version", "0.2.0", ``, false, "reproduce: this is sim 0.2.0, the study was made by sim 0.1.0"},
		{"other results", "0.1.0", `echo other > "$4/results.csv"`, false, "reproduce: the results differ"},
	} {
		l := golden()
		l.Name = "it's\na 'study'; exit 9"
		dir := l.put(t, t.TempDir())
		write(t, dir)
		sim := filepath.Join(t.TempDir(), "sim")
		fake := "#!/bin/sh\ncase $1 in\nversion) printf 'sim    " + c.version + "  sealed\\n' ;;\n" +
			"sweep) set -- \"$1\" \"$(dirname \"$2\")/figures\" \"$3\" \"$4\"; mkdir -p \"$4\"; cp \"$2/../study.json\" \"$4\"; " + c.sweep + " ;;\nesac\n"
		if err := os.WriteFile(sim, []byte(fake), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("sh", filepath.Join(dir, ReproduceFile), filepath.Join(t.TempDir(), "again"))
		cmd.Env = append(os.Environ(), "SIM="+sim)
		out, err := cmd.CombinedOutput()
		if (err == nil) != c.ok || !strings.Contains(string(out), c.want) {
			t.Errorf("%s: %v: %s", c.name, err, out)
		}
	}
}

func TestEstimate(t *testing.T) {
	l := newLab(5, []Measure{success, latency, {Expr: "count(ping.rtt)", Unit: "1"}, {Expr: "max(link.bytes)", Unit: "B"}})
	l.value = func(_ Cell, seed uint64, m Measure) float64 {
		spread := float64(seed) - 3
		switch m.Unit {
		case "ns":
			return 412.3e6 + 9e6*spread
		case "B":
			return 4.2e6
		}
		if m.Share {
			return 0.941 + 0.005*spread
		}
		return 12345 + 100*spread
	}
	r := l.load(t)
	var got []string
	for m := range r.Measures {
		got = append(got, r.Estimate(0, m))
	}
	// t(4) = 2.776; the deviations are √2.5 steps
	want := []string{"94.1 % [93.0, 95.0]", "412 ± 18 ms", "12,345 ± 196", "4.20 MB in all 5 seeds"}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Shares near their ends: no table, no figure and no file goes beyond them, or says
// that a share has no uncertainty.
func TestSharesNearTheirEnds(t *testing.T) {
	l := newLab(20, []Measure{success}, size)
	l.value = func(c Cell, seed uint64, _ Measure) float64 {
		switch c.Values[0] {
		case "10":
			return 1
		case "20": // a trial of one seed failed
			if seed == 7 {
				return 1 - 1.0/22
			}
			return 1
		default:
			return 0
		}
	}
	r := l.load(t)
	for c, want := range []string{"100 % [99.05, 100]", "99.77 % [98.62, 99.996]", "0 % [0, 0.95]"} {
		if got := r.Estimate(c, 0); got != want {
			t.Errorf("%s: %s, want %s", r.Label(c), got, want)
		}
	}
	f := figureOf(t, r, "kademlia-get-success-after-10m")
	for c, s := range f.Bands[0].Parts[0] {
		in := r.Statistic(c, 0).MeanIn
		if s.Low != 100*in.Low && s.Low != in.Low/0.01 || s.Top != in.High/0.01 || s.Low < 0 || s.Top > 100 {
			t.Errorf("%s: the figure has %v, the table %v", r.Label(c), s, in)
		}
	}
	changes := r.FromBaseline()
	for i, want := range []string{"-0.23 points [-0.70, +0.25]", "-100 points in every seed"} {
		if got := changes[i].Difference(); got != want {
			t.Errorf("%s: %s, want %s", changes[i].Label, got, want)
		}
	}
	if got := strings.Join(r.Warnings(), "\n"); !strings.Contains(got, "In 2 cells all seeds have the same kademlia.get.success after 10m, and no spread to take its interval from: a seed counts for as many trials as in the cell") {
		t.Error(got)
	}
	r.Cells, r.values = r.Cells[:1], r.values[:1] // and without a cell that spreads
	if got, want := r.Estimate(0, 0), "100 % [83.2, 100]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	two := newLab(2, []Measure{success}, size) // t says ±300 points
	two.value = func(c Cell, seed uint64, _ Measure) float64 {
		return map[string]float64{"10": 0.1, "20": 0.2 * float64(seed), "40": 0.5}[c.Values[0]]
	}
	for _, c := range two.load(t).FromBaseline() {
		if _, in, _ := c.Relative(); in.Low < -1 || in.High > 1 {
			t.Errorf("%s: %s", c.Label, c.Difference())
		}
	}
}

// A metric that is no share is not taken for one.
func TestSharesAreShares(t *testing.T) {
	l := newLab(2, []Measure{success}, size)
	l.value = func(_ Cell, seed uint64, _ Measure) float64 { return float64(seed) }
	if _, err := Load(l.put(t, t.TempDir())); err == nil || !strings.Contains(err.Error(), `value "2" of kademlia.get.success after 10m is no share from 0 to 1`) {
		t.Error(err)
	}
}

// The signed-rank test is asked where it can answer.
func TestDoubt(t *testing.T) {
	for _, c := range []struct {
		differences []float64
		want        string
	}{
		{[]float64{10, 10.1, 10.2, 9.9, 9.8}, ""}, // p = 0.0625, the least of five
		{[]float64{10, 10.1, 10.2, 9.9, 9.8, -0.1}, "the signed-rank test does not see it (p = 0.062): a few seeds may make the difference"},
		{[]float64{10, 10.1, 10.2, 9.9, 9.8, 0, 0, 0}, "the signed-rank test cannot tell: 3 of 8 seeds are the same in both"},
		{[]float64{10, 10.1, 10.2, 9.9, 9.8, 9.7, 0, 0}, ""},
	} {
		l := newLab(len(c.differences), []Measure{records}, Parameter{Name: "k", Path: "k", Values: []string{"10", "20"}})
		l.value = func(cell Cell, seed uint64, _ Measure) float64 {
			if cell.Values[0] == "10" {
				return 3
			}
			return 3 + c.differences[seed-1]
		}
		change := l.load(t).FromBaseline()[0]
		if got := change.Doubt(); !change.Real() || got != c.want {
			t.Errorf("%v: real %v, %q, want %q", c.differences, change.Real(), got, c.want)
		}
	}
}

func TestTablesEscape(t *testing.T) {
	if got, want := latex(`a_b & 50% {x} \y ± µ`), `a\_b \& 50\% \{x\} \textbackslash{}y $\pm$ \textmu{}`; got != want {
		t.Errorf("LaTeX: %s, want %s", got, want)
	}
	if got, want := markdown("a|b <c> *d*\n[e]"), `a\|b &lt;c&gt; \*d\* \[e]`; got != want {
		t.Errorf("Markdown: %s, want %s", got, want)
	}
}

func TestWarnings(t *testing.T) {
	warnings := func(n int, change func(*lab)) string {
		l := newLab(n, []Measure{latency}, size)
		l.value = churned
		if change != nil {
			change(l)
		}
		r := l.load(t)
		return strings.Join(r.Warnings(), "\n")
	}
	for _, c := range []struct {
		n    int
		want []string
		not  []string
	}{
		{1, []string{"one seed has no interval"}, []string{"signed-rank"}},
		{4, []string{"4 seeds are few", "a median takes 6 seeds, a cell has 4", "signed-rank test cannot go below p = 0.25"}, nil},
		{5, []string{"a median takes 6 seeds, a cell has 5"}, []string{"are few"}},
		{6, []string{"signed-rank test cannot go below p = 0.062"}, []string{"a median takes"}},
		{20, []string{"percentile over seeds takes 29 seeds, a cell has 20"}, []string{"signed-rank", "median", "holds the true one"}},
		{29, nil, []string{"percentile"}},
		{30, []string{"percentile over 30 seeds holds the true one in as few as 80.9 %, not in 95 %: take 44 seeds, or the interval by order statistics beside it in statistics.csv."}, []string{"takes"}},
		{51, []string{"percentile over 51 seeds holds the true one in as few as 88.5 %, not in 95 %: take 60 seeds, or the interval by order statistics beside it in statistics.csv."}, nil},
	} {
		got := warnings(c.n, nil)
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%d seeds: no %q in\n%s", c.n, w, got)
			}
		}
		for _, w := range c.not {
			if strings.Contains(got, w) {
				t.Errorf("%d seeds: %q in\n%s", c.n, w, got)
			}
		}
	}
	unfinished := newLab(44, []Measure{latency}, size)
	unfinished.value = churned
	dir := unfinished.put(t, t.TempDir())
	if err := os.Remove(filepath.Join(dir, DoneFile)); err != nil {
		t.Fatal(err)
	}
	if r, err := Load(dir); err != nil || !slices.Equal(r.Warnings(), []string{"The sweep has not finished."}) {
		t.Errorf("without %s: %v, %v", DoneFile, r.Warnings(), err)
	}
	if got := warnings(44, nil); got != "" {
		t.Errorf("44 seeds carry all, but: %s", got)
	}
	if got := warnings(45, func(l *lab) { l.fail = func(_ Cell, seed uint64) string { return map[uint64]string{7: "panic"}[seed] } }); got !=
		"Of 135 runs, 3 failed and are left out: k = 10, seed 7 (panic); k = 20, seed 7 (panic); k = 40, seed 7 (panic)." {
		t.Errorf("failed runs: %s", got)
	}
	// 44 seeds cover, the 43 that are left of them in one cell do not.
	if got := warnings(44, func(l *lab) {
		l.fail = func(c Cell, seed uint64) string {
			if c.Values[0] == "20" && seed == 7 {
				return "panic"
			}
			return ""
		}
	}); !strings.HasSuffix(got, "over 43 seeds holds the true one in as few as 92.9 %, not in 95 %: take 45 seeds, or the interval by order statistics beside it in statistics.csv.") {
		t.Errorf("a failed run: %s", got)
	}
}

func TestChanges(t *testing.T) {
	l := newLab(20, []Measure{latency, success}, size)
	l.value = func(c Cell, seed uint64, m Measure) float64 {
		v := churned(c, seed, m)
		if m == latency { // the same but for a little noise
			return 400e6 + 1e6*float64((seed*7+uint64(c.ID[7])*3)%11)
		}
		return v
	}
	changes := l.load(t).FromBaseline()
	var text []string
	for _, c := range changes {
		text = append(text, c.Label+": "+c.Values()+", "+c.Verdict())
	}
	if len(changes) != 4 || changes[0].Real() || !changes[1].Real() || changes[1].Paired.Mean <= 0 {
		t.Errorf("%s", strings.Join(text, "\n"))
	}
	const begin, most = "Of 4 comparisons with k = 10, 2 are told from noise: kademlia.get.success after 10m with k = 40", "; kademlia.get.success after 10m with k = 20"
	if got := l.load(t).Answer(); !strings.HasPrefix(got, begin) || strings.Count(got, most) != 1 {
		t.Errorf("the answer is %q", got)
	}
	l.value = func(Cell, uint64, Measure) float64 { return 1 }
	if got, want := l.load(t).Answer(), "Of 4 comparisons with k = 10, none is told from noise."; got != want {
		t.Errorf("the answer is %q, want %q", got, want)
	}
	l.Cells = l.Cells[:1]
	if got := l.load(t).Answer(); got != "" {
		t.Errorf("of one cell the answer is %q", got)
	}
	var p []float64
	for _, c := range changes {
		p = append(p, c.Paired.P)
	}
	slices.Sort(p)
	if least := slices.MinFunc(changes, func(a, b Change) int { return cmp.Compare(a.Adjusted, b.Adjusted) }); least.Adjusted != min(1, 4*p[0]) {
		t.Errorf("the least p is %v, corrected to %v, want 4 times", p[0], least.Adjusted)
	}
}

func TestChangeWords(t *testing.T) {
	l := newLab(6, []Measure{latency, success, records}, size)
	l.value = func(c Cell, seed uint64, m Measure) float64 {
		i, s := float64(c.ID[7]-'1'), float64(seed)
		switch m {
		case latency:
			return 400e6 + 10e6*s - 24e6*i - 1e6*i*float64(seed%3)
		case success:
			return 0.9 + 0.01*i
		}
		return i // 0 → 1
	}
	changes := l.load(t).FromBaseline()
	for i, want := range []struct{ values, difference, effect, verdict string }{
		{"435ms → 410ms", "-5.75 % [-5.96, -5.53]", "d_z = -27.95", "paired over 6 seeds: not noise (p < 0.0001 after Holm)"},
		{"90% → 91%", "+1.00 points in every seed", "", ""},
		{"0 → 1", "+1.00 in every seed", "the same difference in every seed", "the same difference in all 6 seeds, which are too few to tell noise (signed-rank p = 0.12 after Holm)"},
	} {
		c := changes[i]
		if c.Values() != want.values {
			t.Errorf("%d: values %q", i, c.Values())
		}
		if want.difference != "" && c.Difference() != want.difference {
			t.Errorf("%d: difference %q", i, c.Difference())
		}
		if want.effect != "" && c.Effect() != want.effect {
			t.Errorf("%d: effect %q", i, c.Effect())
		}
		if want.verdict != "" && c.Verdict() != want.verdict {
			t.Errorf("%d: verdict %q", i, c.Verdict())
		}
	}
}
