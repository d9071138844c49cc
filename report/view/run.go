package view

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/trace"
)

// run answers with the page of a run.
func (h *Handler) run(w http.ResponseWriter, r *http.Request, run string) error {
	if !h.folder.isRun(run) {
		return errNone
	}
	if err := h.folder.sound(run); err != nil {
		return err
	}
	end, err := h.begin(r.Context())
	if err != nil {
		return err
	}
	defer end()
	served, err := h.pages.of(h.folder, run)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy", served.Policy+"; frame-ancestors 'none'")
	_, _ = w.Write(served.Content) // whoever asked may have gone
	return nil
}

// pages are those of finished runs that were last asked for: to make one, a log
// is read twice.
type pages struct {
	mu   sync.Mutex
	made []madePage // the last asked for at the end
}

type madePage struct {
	run, stamp string
	*page.Served
}

func (p *pages) of(f folder, run string) (*page.Served, error) {
	live := !f.done(run)
	stamp := f.stamp(run)
	if !live {
		p.mu.Lock()
		i := slices.IndexFunc(p.made, func(m madePage) bool { return m.run == run && m.stamp == stamp })
		if i >= 0 {
			m := p.made[i]
			p.made = append(slices.Delete(p.made, i, i+1), m)
			p.mu.Unlock()
			return m.Served, nil
		}
		p.mu.Unlock()
	}
	served, err := page.Serve(f.path(run), live)
	if err != nil || live {
		return served, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.made = append(slices.DeleteFunc(p.made, func(m madePage) bool { return m.run == run }), madePage{run, stamp, served})
	if len(p.made) > openLogs {
		p.made = slices.Delete(p.made, 0, 1)
	}
	return served, nil
}

// stamp tells whether a run, or a report of it, has been made again.
func (f folder) stamp(run string) string {
	var b strings.Builder
	for _, name := range []string{trace.DoneFile, trace.ManifestFile, trace.EventsFile, trace.MetricsFile, trace.SummaryFile, page.File} {
		if info, err := f.regular(path.Join(run, name)); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return b.String()
}
