package view

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/sim/trace"
)

// rows are the rows of the tables of a page, without tags.
func rows(page string) (out []string) {
	page = strings.ReplaceAll(page, "<wbr>", "")
	for _, m := range regexp.MustCompile(`(?s)<tr>.*?</tr>`).FindAllString(page, -1) {
		out = append(out, strings.Join(strings.Fields(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(m, " ")), " "))
	}
	return out
}

// hasRow reports whether a row has all of the words, in order.
func hasRow(page string, words ...string) bool {
	for _, row := range rows(page) {
		if ok, _ := regexp.MatchString(strings.Join(words, ".*"), row); ok {
			return true
		}
	}
	return false
}

// makeStudy writes the directory of a study of two cells and two seeds, of which
// one run is missing and one fails its expectation.
func makeStudy(t testing.TB, dir string) {
	t.Helper()
	s := study.Study{
		Name: "distance", Question: "How long is a ping?", Scenario: "ping", Seeds: []uint64{1, 2},
		Parameters: []study.Parameter{{Name: "way", Path: "network.latency.constant", Values: []string{"10ms", "90ms"}}},
		Cells:      []study.Cell{{ID: "aaaaaaaa", Values: []string{"10ms"}}, {ID: "bbbbbbbb", Values: []string{"90ms"}}},
	}
	put(t, dir, study.ManifestFile, asJSON(t, s))
	put(t, dir, study.ResultsFile, []byte("cell,way,seed,metric,value,unit\n"))
	put(t, dir, "figures/ping-rtt.svg", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`))
	put(t, dir, "figures/ping-rtt.pdf", []byte("%PDF"))
	makeRun(t, filepath.Join(dir, "runs/aaaaaaaa/s1"), "ping", 3, 10e6)
	makeRun(t, filepath.Join(dir, "runs/aaaaaaaa/s2"), "ping", 3, 10e6)
	makeRun(t, filepath.Join(dir, "runs/bbbbbbbb/s1"), "ping", 3, 90e6)
}

// TestList: every run and every study has its row.
func TestList(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, filepath.Join(dir, "ping", "near"), "ping", 20, 50e6)
	makeRun(t, filepath.Join(dir, "ping", "far"), "ping", 20, 60e6)
	makeRun(t, filepath.Join(dir, "failed"), "other", 2000, 50e6)
	put(t, dir, "failed/DONE", []byte("failed\n"))
	makeRun(t, filepath.Join(dir, "broken"), "ping", 3, 50e6)
	put(t, dir, "broken/manifest.json", []byte("{"))
	makeRun(t, filepath.Join(dir, "going"), "ping", 3, 50e6)
	for _, name := range []string{trace.DoneFile, trace.ManifestFile, trace.SummaryFile} {
		if err := os.Remove(filepath.Join(dir, "going", name)); err != nil {
			t.Fatal(err)
		}
	}
	makeStudy(t, filepath.Join(dir, "studies", "distance"))
	list := get(t, handler(t, dir), "/")
	for _, want := range [][]string{
		{"ping/near", "ping", "7", "2", "21s", "122", "complete", "1 of 1 met"},
		{"ping/far", "complete", "0 of 1 met"},
		{"failed", "other", "33m21s", "12,002", "failed"},
		{"broken", "manifest.json: unexpected end of JSON input"},
		{"going", "unfinished, last written 20"},
		{"studies/distance", "How long is a ping", "ping", "2", "3 of 4", "unfinished"},
	} {
		if !hasRow(list, want...) {
			t.Errorf("no row %q among\n%s", want, strings.Join(rows(list), "\n"))
		}
	}
	if strings.Contains(list, "aaaaaaaa") {
		t.Error("the runs of a study are listed beside it")
	}
	wantText(t, "an empty folder", get(t, handler(t, t.TempDir()), "/"), "There are no runs in this folder yet")
}

// TestListIsBounded: of a folder with very many runs the first are shown.
func TestListIsBounded(t *testing.T) {
	dir := t.TempDir()
	for i := range maxListed + 5 {
		put(t, dir, fmt.Sprintf("r%05d/manifest.json", i), []byte(`{"format":1,"scenario":"x"}`))
	}
	list := get(t, handler(t, dir), "/")
	wantText(t, "the list", list, fmt.Sprintf("Of %d runs these are the first %d", maxListed+5, maxListed))
	if n := strings.Count(list, `href="/run/`); n != maxListed {
		t.Errorf("%d runs are listed, want %d", n, maxListed)
	}
	deep := t.TempDir()
	makeRun(t, filepath.Join(deep, "1/2/3/4/5/6/7/8/9/10"), "ping", 3, 50e6)
	wantText(t, "the list of what is deep", get(t, handler(t, deep), "/"), "not all have been looked at")
}

// TestHostileNames: any name of a run is text on our pages.
func TestHostileNames(t *testing.T) {
	for _, bad := range []string{
		`</td><script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, "\u202egnirts", strings.Repeat("x", 10_000), `{{.}}`, "javascript:alert(1)", "' onclick='x",
	} {
		dir := t.TempDir()
		folder := strings.ReplaceAll(bad, "/", "∕")
		folder = folder[:min(len(folder), 60)]
		makeRun(t, filepath.Join(dir, folder), bad, 3, 50e6)
		makeRun(t, filepath.Join(dir, "other"), bad+bad, 4, 50e6)
		s := study.Study{Name: bad, Question: bad, Scenario: bad, Seeds: []uint64{1}, Parameters: []study.Parameter{{Name: bad, Path: bad}}, Cells: []study.Cell{{ID: bad, Values: []string{bad}}}}
		put(t, dir, "study/study.json", asJSON(t, s))
		h := handler(t, dir)
		list := get(t, h, "/")
		at := regexp.MustCompile(`href="(/run/[^o"][^"]*)"`).FindStringSubmatch(list)
		if at == nil {
			t.Fatalf("%.20q is not listed", bad)
		}
		value := regexp.MustCompile(`name="a" value="([^"]*)"`).FindAllStringSubmatch(list, -1)
		if len(value) != 2 {
			t.Errorf("%.20q: %d runs to choose from, want 2", bad, len(value))
		}
		get(t, h, at[1])
		for what, page := range map[string]string{
			"the list": list, "the study": get(t, h, "/study/study/"), "the comparison": get(t, h, "/compare?a=other&b="+strings.TrimSuffix(strings.TrimPrefix(at[1], "/run/"), "/")),
		} {
			if m := regexp.MustCompile(`(href|src|action)="javascript:`).FindString(page); m != "" {
				t.Errorf("%.20q: %s has %q", bad, what, m)
			}
			// A value between quotes is text for a browser, too.
			page = regexp.MustCompile(`="[^"]*"`).ReplaceAllString(page, `=""`)
			if m := regexp.MustCompile(`<script|<img src=[^"]|<[^>]*\son[a-z]+=`).FindString(page); m != "" {
				t.Errorf("%.20q: %s has %q", bad, what, m)
			}
		}
	}
}

// TestStudyPage: a study shows its cells, with links to the runs that are there.
func TestStudyPage(t *testing.T) {
	dir := t.TempDir()
	makeStudy(t, dir)
	h := handler(t, dir)
	page := get(t, h, "/study/")
	wantText(t, "the study", page, "How long is a ping?", "3 of 4",
		`<a href="/run/runs/aaaaaaaa/s1/">1</a>`, `<a href="/run/runs/aaaaaaaa/s2/">2</a>`, `<a href="/run/runs/bbbbbbbb/s1/" class="no"`,
		`<span class="note" title="not here">2</span>`, `<img src="/study/figures/ping-rtt.svg"`, `<a href="/study/figures/ping-rtt.pdf">PDF</a>`, `<a href="/study/results.csv">`)
	if !hasRow(page, "10ms", "1 2") || !hasRow(page, "90ms", "1 2") {
		t.Errorf("the cells are\n%s", strings.Join(rows(page), "\n"))
	}
	get(t, h, "/run/runs/aaaaaaaa/s1/")
	get(t, h, "/study/figures/ping-rtt.svg")
	get(t, h, "/study/results.csv")
	put(t, dir, "DONE", []byte("complete\n"))
	put(t, dir, study.ReportFile, []byte("# pings\n\n## Results\n\nOf 1 comparison, none is told from noise.\n\n| cell | ping.rtt |\n|---|--:|\n| 10ms | 20.0 ms |\n"))
	page = get(t, h, "/study/")
	wantText(t, "the study that is done", page, "<dd>complete</dd>", "Of 1 comparison, none is told from noise.", `<th scope="col">ping.rtt</th>`)
	if !hasRow(page, "10ms", "20.0 ms") {
		t.Errorf("the results are\n%s", strings.Join(rows(page), "\n"))
	}
}

// TestOrder: a list is searched and sorted by its address, and the two latest runs of one
// scenario are chosen to be compared.
func TestOrder(t *testing.T) {
	dir := t.TempDir()
	for i, name := range []string{"c", "a", "b"} {
		makeRun(t, filepath.Join(dir, name), []string{"ping", "other", "ping"}[i], 3, 50e6)
		at := time.Date(2026, 1, 1+i, 0, 0, 0, 0, time.Local)
		if err := os.Chtimes(filepath.Join(dir, name, trace.DoneFile), at, at); err != nil {
			t.Fatal(err)
		}
	}
	h := handler(t, dir)
	inOrder := func(address string) (names string) {
		for _, m := range regexp.MustCompile(`<a href="/run/(\w)/">`).FindAllStringSubmatch(get(t, h, address), -1) {
			names += m[1]
		}
		return names
	}
	for address, want := range map[string]string{
		"/": "abc", "/?sort=made": "bac", "/?sort=scenario": "abc", "/?find=ping": "bc", "/?find=PING&sort=made": "bc", "/?find=nothing": "",
	} {
		if got := inOrder(address); got != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	wantText(t, "the list", get(t, h, "/"), `name="a" value="c" aria-label="A: c" checked`, `name="b" value="b" aria-label="B: b" checked`, "2026-01-02 00:00")
	wantText(t, "what is not found", get(t, h, "/?find=nothing"), "0 of 3")
	for _, bad := range []string{"/?sort=x", "/?by=made"} {
		if r := ask(t, h, "GET", host, bad); r.Code != 400 {
			t.Errorf("%s: %d", bad, r.Code)
		}
	}
}
