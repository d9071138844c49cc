package log

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/sim/trace"
)

// maxLine bounds a line of a log in bytes: a detail may quote a text that a
// protocol said, but not a whole transfer.
const maxLine = 16 << 20

// A Log is the event log of a run directory.
type Log struct {
	Dir string
	// Manifest is zero in a directory that was given up before it was complete.
	Manifest trace.Manifest
}

// Open finds the log of a run directory. It fails on a directory that has none,
// and on a manifest that does not parse; a missing manifest is no error, for the
// log of a run that died can be read up to there.
func Open(dir string) (*Log, error) {
	l := &Log{Dir: dir}
	if _, err := os.Stat(l.path()); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s is not a run directory: it has no %s", dir, trace.EventsFile)
	} else if err != nil {
		return nil, err
	}
	path := filepath.Join(dir, trace.ManifestFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(data, &l.Manifest); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return l, nil
}

func (l *Log) path() string { return filepath.Join(l.Dir, trace.EventsFile) }

// Reader returns the uncompressed log, lines of JSON.
func (l *Log) Reader() (io.ReadCloser, error) {
	return OpenZipped(l.path())
}

// OpenZipped opens a compressed log of a run directory, and returns its lines.
func OpenZipped(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	z, err := NewReader(f, false)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s: %w", path, err), f.Close())
	}
	return &reader{z, f}, nil
}

type reader struct {
	*Reader
	file *os.File
}

func (r *reader) Close() error {
	r.Reader.Close()
	return r.file.Close()
}

// Events yields the events in order. An event is good until the next one is
// asked for. An error ends it, names the file and, where there is one, the line. A
// log that is not the one that the manifest tells of ends with a trace.AlteredError.
func (l *Log) Events() iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		r, err := l.Reader()
		if err != nil {
			yield(nil, err)
			return
		}
		defer r.Close()
		var w trace.Witness
		for e, err := range Read(io.TeeReader(r, &w)) {
			if err != nil {
				yield(nil, fmt.Errorf("%s%w", l.path(), err))
				return
			}
			if !yield(e, nil) {
				return
			}
		}
		if err := w.Log(&l.Manifest); err != nil {
			yield(nil, fmt.Errorf("%s: %w", l.Dir, err))
		}
	}
}

// Failure returns how the operation of a peer that failed at an instant, in virtual ns,
// ended, as its protocol tells it. key is what the operation is about, or its name in the log,
// "clients-4/7"; where there is none of it, any operation of the peer that failed then will do.
// It returns "" if there is none.
func (l *Log) Failure(peer, key string, t int64) (string, error) {
	begun := map[trace.Nth]string{} // keys of operations of the peer
	reason := ""
	for e, err := range l.Events() {
		switch {
		case err != nil:
			return "", err
		case e.T > t:
			return reason, nil
		case e.P != peer:
		case e.Kind == trace.OpStart:
			begun[e.Operation()] = e.Detail
		case e.Kind == trace.OpEnd:
			of := e.Operation()
			about := begun[of] == key || of.String() == key
			if e.T == t && !trace.WentWell(e.Detail) && (about || reason == "") {
				reason = e.Detail
			}
			delete(begun, of)
		}
	}
	return reason, nil
}

// Read yields the events of an uncompressed log. Its errors begin with ":line: "
// or ": ", to follow a path.
func Read(r io.Reader) iter.Seq2[*Event, error] {
	return func(yield func(*Event, error) bool) {
		lines := Lines(r)
		var past memory
		var e Event
		n := int64(0)
		for lines.Scan() {
			n++
			parsed, err := trace.ParseEvent(lines.Bytes())
			if err != nil && lines.Err() != nil {
				n-- // half a line
				break
			}
			if err != nil {
				yield(nil, fmt.Errorf(":%d: %w", n, err))
				return
			}
			e = Event{Event: parsed, Line: n, Raw: lines.Bytes(), Since: -1}
			past.complete(&e)
			if !yield(&e, nil) {
				return
			}
		}
		switch err := lines.Err(); {
		case errors.Is(err, bufio.ErrTooLong):
			yield(nil, fmt.Errorf(":%d: longer than %d bytes", n+1, maxLine))
		case err != nil:
			yield(nil, fmt.Errorf(": the log breaks off after line %d: %w", n, err))
		}
	}
}

// Lines scans text line by line, lines of logs too.
func Lines(r io.Reader) *bufio.Scanner {
	s := bufio.NewScanner(r)
	s.Buffer(make([]byte, 1<<16), maxLine)
	return s
}
