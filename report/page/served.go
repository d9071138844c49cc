package page

import (
	"fmt"
	"path/filepath"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Served is a page for a server that has the whole log behind it.
type Served struct {
	Content []byte
	Policy  string // the Content-Security-Policy that the page needs
}

// Serve makes the page of the run in dir as [Write] does, but for a server: its
// script asks for the messages that the page leaves out, as "window" beside it
// (see [Window]), and, if the run is live, follows the run by "live". A run that
// has no manifest yet, or never will, is shown as far as its log has come.
func Serve(dir string, live bool) (*Served, error) {
	var m trace.Manifest
	var err error
	begun := !exists(filepath.Join(dir, trace.ManifestFile)) && exists(filepath.Join(dir, trace.EventsFile))
	if begun {
		m = soFar(dir)
	} else if m, err = report.LoadManifest(dir); err != nil {
		return nil, err
	}
	v := view{Manifest: m, Served: servedStill}
	if live {
		v.Served = servedLive
	}
	if begun {
		v.Left = append(v.Left, fmt.Sprintf("The run has no %s: it goes on, or was given up. This is its log as far as it has come.", trace.ManifestFile))
	}
	content, err := v.render(dir, standard)
	return &Served{content, v.Policy()}, err
}

// What a served page's element html says in data-served.
const (
	servedStill = "still"
	servedLive  = "live"
)

// unfinished stands for the status of a run without manifest.
const unfinished trace.Status = "unfinished"

// soFar says of a run without manifest what its log does.
func soFar(dir string) trace.Manifest {
	m := trace.Manifest{Scenario: filepath.Base(dir), Status: unfinished}
	hosts := map[string]bool{}
	// Where the log breaks off is told by who reads it for the page.
	_ = scan(filepath.Join(dir, trace.EventsFile), func(e *trace.Event) {
		m.Events++
		m.VirtualNS = e.T
		if e.Kind == trace.Up {
			hosts[e.P] = true
		}
	})
	m.Hosts = len(hosts)
	return m
}
