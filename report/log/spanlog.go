package log

import (
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Spans yields the spans of the run's span log, in the order in which their
// traces were decided about. A run without tracing has none. An error ends it.
func (l *Log) Spans() iter.Seq2[*trace.Span, error] {
	return func(yield func(*trace.Span, error) bool) {
		path := filepath.Join(l.Dir, trace.SpansFile)
		r, err := OpenZipped(path)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			yield(nil, err)
			return
		}
		defer r.Close()
		in := Lines(r)
		for in.Scan() {
			s, err := trace.ParseSpan(in.Bytes())
			if err != nil {
				yield(nil, fmt.Errorf("%s: %w", path, err))
				return
			}
			if !yield(&s, nil) {
				return
			}
		}
		if err := in.Err(); err != nil {
			yield(nil, fmt.Errorf("%s: %w", path, err))
		}
	}
}

// Peers returns the peers of the run by name, and their seats; a run directory of
// an older sim has no list of them.
func (l *Log) Peers() (map[string]trace.Peer, *trace.Roster, error) {
	path := filepath.Join(l.Dir, trace.PeersFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	peers, roster := map[string]trace.Peer{}, &trace.Roster{}
	err = trace.ReadPeers(f, func(p trace.Peer) error {
		peers[p.Name] = p
		roster.Add(p)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return peers, roster, nil
}
