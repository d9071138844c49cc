package page

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report/page/internal/scan"
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
// has no manifest yet, or never will, or one that is damaged, is shown as far as
// its log has come.
func Serve(dir string, live bool) (*Served, error) {
	v, err := begin(dir)
	if err != nil {
		return nil, err
	}
	v.Served = servedStill
	if live {
		v.Served = servedLive
	}
	content, err := v.render(dir, standard)
	return &Served{content, v.Policy()}, err
}

// The values of data-served in a served page's element html.
const (
	servedStill = "still"
	servedLive  = "live"
)

// The status of a run without a manifest, and of one with a damaged manifest.
const (
	unfinished trace.Status = "unfinished"
	unknown    trace.Status = "not known"
)

// soFar describes, by its log, a run whose manifest cannot be read.
func soFar(dir string, status trace.Status) trace.Manifest {
	m := trace.Manifest{Scenario: filepath.Base(dir), Status: status, Protocols: shows(dir)}
	hosts := map[string]bool{}
	// The reader that reads the log for the page tells where it breaks off.
	_ = scan.Scan(filepath.Join(dir, trace.EventsFile), func(e *trace.Event) {
		m.Events++
		m.VirtualNS = e.T
		if e.Kind == trace.Up {
			hosts[e.P] = true
		}
	})
	m.Hosts = len(hosts)
	if f, err := os.Open(filepath.Join(dir, trace.PeersFile)); err == nil { // also those that have not come up yet
		_, all, _ := readPeers(f, &trace.Roster{})
		m.Hosts = max(m.Hosts, len(all))
		f.Close()
	}
	return m
}

// shows is how the protocols of a run without a manifest are to be shown, as far as it
// says.
func shows(dir string) []trace.Show {
	b, err := os.ReadFile(filepath.Join(dir, trace.ShowFile))
	if err != nil {
		return nil
	}
	var all []trace.Show
	if json.Unmarshal(b, &all) != nil {
		return nil
	}
	return all
}
