package view

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"sync"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/sim/trace"
)

// openLogs is how many logs are kept in memory, the last that were asked for.
const openLogs = 3

// logs are the event logs that are being read, or have been.
type logs struct {
	folder folder
	mu     sync.Mutex
	open   []*openLog // the last asked for at the end
	wait   sync.WaitGroup
}

// An openLog is one event log and its index.
type openLog struct {
	run    string
	info   fs.FileInfo // of the file, when it was opened
	last   fs.FileInfo // of the file, once reading has ended
	index  *page.Index
	caught chan struct{} // closed when the reader came to the end for the first time
	ended  chan struct{} // closed when there will be no more
	err    error         // of reading, once it has ended
	cancel context.CancelFunc
}

func newLogs(f folder) *logs { return &logs{folder: f} }

// of returns the log of a run, which it begins to read if it is not yet open,
// or is no longer the one that was.
func (l *logs) of(run string) (*openLog, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	name := path.Join(run, trace.EventsFile)
	info, err := l.folder.regular(name)
	if err != nil {
		return nil, err
	}
	if i := slices.IndexFunc(l.open, func(o *openLog) bool { return o.run == run }); i >= 0 {
		o := l.open[i]
		l.open = slices.Delete(l.open, i, i+1)
		if o.is(info) {
			l.open = append(l.open, o)
			return o, nil
		}
		o.cancel()
	}
	file, err := l.folder.root.Open(name)
	if err != nil {
		return nil, errNone
	}
	if info, err = file.Stat(); err != nil || !info.Mode().IsRegular() {
		_ = file.Close()
		return nil, errNone
	}
	o := l.start(run, file, info)
	l.open = append(l.open, o)
	if len(l.open) > openLogs {
		l.open[0].cancel()
		l.open = slices.Delete(l.open, 0, 1)
	}
	return o, nil
}

// is reports whether a file is the one that the log was read from: a run that is
// made again makes a file of its own, and a finished one no longer changes.
func (o *openLog) is(now fs.FileInfo) bool {
	if !os.SameFile(o.info, now) || now.Size() < o.info.Size() {
		return false
	}
	select {
	case <-o.ended:
		return now.Size() == o.last.Size() && now.ModTime().Equal(o.last.ModTime())
	default:
		return true
	}
}

func (l *logs) start(run string, file *os.File, info fs.FileInfo) *openLog {
	ctx, cancel := context.WithCancel(context.Background())
	o := &openLog{
		run: run, info: info, index: page.NewIndex(), cancel: cancel,
		caught: make(chan struct{}), ended: make(chan struct{}),
	}
	caughtUp := sync.OnceFunc(func() { close(o.caught) })
	l.wait.Go(func() {
		defer file.Close()
		o.err = o.index.Read(&tail{ctx, file, func() bool { return l.folder.done(run) }, caughtUp})
		if o.last, _ = file.Stat(); o.last == nil {
			o.last = info
		}
		close(o.ended)
		caughtUp()
	})
	return o
}

// wait waits until a channel of the log is closed: caught, when all that the file
// had when it was opened is in the index; ended, when all that it will ever have
// is. It fails if reading was given up meanwhile.
func (o *openLog) wait(ctx context.Context, until <-chan struct{}) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-until:
	}
	select {
	case <-o.ended:
		if errors.Is(o.err, context.Canceled) {
			return errors.New("too many logs are asked for at once; ask again")
		}
	default:
	}
	return nil
}

// close gives up all logs, and waits until nothing is read any more.
func (l *logs) close() {
	l.mu.Lock()
	for _, o := range l.open {
		o.cancel()
	}
	l.open = nil
	l.mu.Unlock()
	l.wait.Wait()
}
