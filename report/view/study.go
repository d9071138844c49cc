package view

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/study"
)

// A studyCard is the entry of a study in a list.
type studyCard struct {
	Path, Link  string
	Name        string
	Question    string
	Scenario    string
	Cells, Runs int // Runs: planned
	Here        int // runs that are there
	State       string
}

func (f folder) studyCard(p string) studyCard {
	c := studyCard{Path: p, Link: href("study", p), State: "unfinished"}
	var s study.Study
	if _, err := f.read(path.Join(p, study.ManifestFile), &s); err != nil {
		c.State = err.Error()
		return c
	}
	c.Name, c.Question, c.Scenario = s.Name, s.Question, s.Scenario
	c.Cells, c.Runs = len(s.Cells), len(s.Cells)*len(s.Seeds)
	for _, cell := range s.Cells {
		for _, seed := range s.Seeds {
			if f.isRun(runOf(p, cell, seed)) {
				c.Here++
			}
		}
	}
	if f.done(p) {
		c.State = "complete"
	}
	return c
}

func runOf(p string, cell study.Cell, seed uint64) string {
	return path.Join(p, study.RunsDir, cell.ID, fmt.Sprintf("s%d", seed))
}

// A studyRow is a cell and its runs.
type studyRow struct {
	Values []string
	Runs   []studyRun
}

type studyRun struct {
	Seed uint64
	Link string // "" if it is not there
	Bad  bool
}

// A link leads to a file.
type link struct{ Name, Link string }

// A drawing is a figure and its files.
type drawing struct {
	Name, Image string
	Files       []link
}

// study answers with a study's question, its cells, its runs and its results.
func (h *Handler) study(w http.ResponseWriter, _ *http.Request, p string) error {
	if !h.folder.isStudy(p) {
		return errNone
	}
	var s study.Study
	if _, err := h.folder.read(path.Join(p, study.ManifestFile), &s); err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	data := struct {
		studyCard
		Study   study.Study
		Rows    []studyRow
		Files   []link
		Figures []drawing
		Title   string
		Told    []told
	}{studyCard: h.folder.studyCard(p), Study: s}
	for _, cell := range s.Cells {
		row := studyRow{Values: cell.Values}
		for _, seed := range s.Seeds {
			run := studyRun{Seed: seed}
			if at := runOf(p, cell, seed); h.folder.isRun(at) {
				run.Link = href("run", at)
				run.Bad = h.folder.card(at).Bad
			}
			row.Runs = append(row.Runs, run)
		}
		data.Rows = append(data.Rows, row)
	}
	for _, name := range h.folder.files(p) {
		data.Files = append(data.Files, link{name, href("study", p, name)})
	}
	data.Figures = h.folder.drawings("study", p, study.FiguresDir)
	data.Title = cmp.Or(s.Name, path.Base(h.folder.path(p)))
	if report := path.Join(p, study.ReportFile); h.folder.has(report) {
		text, err := h.folder.root.ReadFile(report)
		if err != nil {
			return err
		}
		data.Told = tellReport(string(text))
	}
	return answer(w, "study.html", data)
}

// files are the names of files in a folder that are handed out.
func (f folder) files(p string) (names []string) {
	entries, err := fs.ReadDir(f.root.FS(), p)
	if err != nil {
		return nil // an entry that cannot be read is not shown
	}
	for _, e := range entries {
		if _, ok := types[path.Ext(e.Name())]; ok && f.has(path.Join(p, e.Name())) {
			names = append(names, e.Name())
		}
	}
	return names
}

// drawings are the figures in a folder of a run or a study, by name.
func (f folder) drawings(kind, p, dir string) (out []drawing) {
	for _, name := range f.files(path.Join(p, dir)) {
		base := strings.TrimSuffix(name, path.Ext(name))
		i := slices.IndexFunc(out, func(d drawing) bool { return d.Name == base })
		if i < 0 {
			i = len(out)
			out = append(out, drawing{Name: base})
		}
		at := href(kind, p, dir, name)
		if path.Ext(name) == ".svg" {
			out[i].Image = at
		}
		out[i].Files = append(out[i].Files, link{strings.ToUpper(path.Ext(name)[1:]), at})
	}
	return out
}
