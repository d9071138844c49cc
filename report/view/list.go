package view

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

//go:embed assets
var assets embed.FS

// templates are parsed when the first page is asked for.
var templates = sync.OnceValue(func() *template.Template {
	style, _ := page.Style()
	return template.Must(template.New("").Funcs(template.FuncMap{
		"style":  func() template.CSS { return template.CSS(style) },
		"breaks": page.Breaks,
	}).ParseFS(assets, "assets/*.html"))
})

// answer fills one of the templates.
func answer(w http.ResponseWriter, name string, data any) error {
	var b bytes.Buffer
	if err := templates().ExecuteTemplate(&b, name, data); err != nil {
		return err
	}
	html(w, b.Bytes())
	return nil
}

// maxListed is how many runs a list shows.
const maxListed = 2000

// A card is the entry of a run in a list.
type card struct {
	Path, Link  string
	Scenario    string
	Seed        string
	State       string
	Good, Bad   bool // all is well; something is not
	Hosts       string
	Virtual     string
	Events      string
	Verdict     string
	Fingerprint string // its first digits
	Made        string // when its last file was written, by the clock of this machine
	A, B        bool   // chosen to be compared at first
	made        time.Time
}

// list answers with the runs and studies in the folder. A folder that is one
// run or one study has no list.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) error {
	for kind, is := range map[string]bool{"run": h.folder.isRun("."), "study": h.folder.isStudy(".")} {
		if is {
			http.Redirect(w, r, href(kind, "."), http.StatusSeeOther)
			return nil
		}
	}
	order, err := readOrdering(r.URL.RawQuery)
	if err != nil {
		return err
	}
	runs, studies, more := h.folder.find()
	data := struct {
		Folder  string
		Runs    []card
		Studies []studyCard
		Left    string
		Order   ordering
		All     int // runs, whether they are shown or not
	}{Folder: path.Base(h.folder.path(".")), Order: order, All: len(runs)}
	switch {
	case len(runs) > maxListed:
		data.Left = fmt.Sprintf("Of %d runs these are the first %d, by name. Choose a folder with fewer.", len(runs), maxListed)
		runs = runs[:maxListed]
	case more:
		data.Left = fmt.Sprintf("The folder has more than %d folders, or some deeper than %d: not all have been looked at.", maxFolders, maxDepth)
	}
	for _, run := range runs {
		data.Runs = append(data.Runs, h.folder.card(run))
	}
	data.Runs = order.of(data.Runs)
	choose(data.Runs)
	for _, p := range studies {
		data.Studies = append(data.Studies, h.folder.studyCard(p))
	}
	return answer(w, "list.html", data)
}

// read decodes a JSON file of the folder. It reports whether the file is there,
// and fails if it cannot be read.
func (f folder) read(p string, v any) (bool, error) {
	if _, err := f.regular(p); err != nil {
		return false, nil
	}
	content, err := f.root.ReadFile(p)
	if err == nil {
		err = json.Unmarshal(content, v)
	}
	if err != nil {
		return true, fmt.Errorf("%s: %w", path.Base(p), err)
	}
	return true, nil
}

func (f folder) card(run string) card {
	c := card{Path: run, Link: href("run", run)}
	var m trace.Manifest
	var s report.Summary
	known, err := f.read(path.Join(run, trace.ManifestFile), &m)
	summed, errSummary := f.read(path.Join(run, trace.SummaryFile), &s)
	if err == nil {
		err = errSummary
	}
	for _, name := range []string{trace.DoneFile, trace.EventsFile} {
		if info, err := f.regular(path.Join(run, name)); err == nil {
			c.made = info.ModTime()
			c.Made = c.made.Format("2006-01-02 15:04")
			break
		}
	}
	c.State = f.state(run)
	c.Good = c.State == string(trace.Complete)
	c.Bad = c.State == string(trace.Failed)
	if err != nil {
		c.State, c.Good, c.Bad = err.Error(), false, true
		return c
	}
	if known {
		c.Scenario, c.Seed = m.Scenario, fmt.Sprint(m.Seed)
		c.Hosts, c.Events = quantity.Thousands(int64(m.Hosts)), quantity.Thousands(m.Events)
		c.Virtual = quantity.Format(float64(m.VirtualNS), quantity.Duration)
		c.Fingerprint = m.Fingerprint[:min(8, len(m.Fingerprint))]
	}
	if summed && len(s.Expect) > 0 {
		met := 0
		for _, e := range s.Expect {
			if e.OK {
				met++
			}
		}
		c.Verdict = fmt.Sprintf("%d of %d met", met, len(s.Expect))
		if met < len(s.Expect) {
			c.Good, c.Bad = false, true
		}
	}
	return c
}

// state says how a run ended, or when it was last seen to write.
func (f folder) state(run string) string {
	if done, err := f.root.ReadFile(path.Join(run, trace.DoneFile)); err == nil && f.done(run) {
		switch s := trace.Status(strings.TrimSpace(string(done))); s {
		case trace.Complete, trace.Interrupted, trace.Failed:
			return string(s)
		}
		return "ended, how is not known"
	}
	if info, err := f.regular(path.Join(run, trace.EventsFile)); err == nil {
		return "unfinished, last written " + written(info)
	}
	return "unfinished"
}

// written is the wall time at which a file last changed.
func written(info fs.FileInfo) string { return info.ModTime().Format("2006-01-02 15:04:05") }
