package page

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/report/page/internal/scan"
	"github.com/libp2p-sim/sim/sim/trace"
)

// indexed reads the log of a run directory into an index of so many messages.
func indexed(t testing.TB, dir string, most int) (*Index, func() (io.ReadCloser, error)) {
	t.Helper()
	reopen := func() (io.ReadCloser, error) { return os.Open(filepath.Join(dir, trace.EventsFile)) }
	r, err := reopen()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	x := newIndex(most)
	if err := x.Read(r); err != nil {
		t.Fatal(err)
	}
	return x, reopen
}

// counted are the messages that package log finds for a query. Operations have the
// numbers of the page: 1, 2, … as they begin.
func counted(t testing.TB, dir string, q log.Query) (sent []log.Event, number map[trace.Nth]int64) {
	t.Helper()
	q.Kinds = []string{"send"}
	f, err := q.Filter()
	if err != nil {
		t.Fatal(err)
	}
	l, err := log.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	number = map[trace.Nth]int64{}
	for e, err := range l.Events() {
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == trace.OpStart {
			number[e.Operation()] = int64(len(number) + 1)
		}
		if f.Keep(e) {
			sent = append(sent, *e)
		}
	}
	return sent, number
}

// queries ask for parts of the log that busy makes.
var queries = []log.Query{
	{},
	{From: 1100 * time.Millisecond, To: 1200 * time.Millisecond},
	{From: 1200 * time.Millisecond},
	{To: 1150 * time.Millisecond},
	{From: time.Hour},
	{From: time.Hour, To: 2 * time.Hour},
	{Protocols: []string{"/sim/kad"}, To: 2 * time.Second},
	{Protocols: []string{"/ipfs"}},
	{Ops: []string{"servers-3/2"}},
	{Ops: []string{"servers-4/2"}},
	{Ops: []string{"kademlia.get#9"}, From: time.Second},
	{Ops: []string{"kademlia.*"}, Peers: []string{"servers-3"}},
	{Peers: []string{"servers[0:4]"}, From: time.Second, To: 1500 * time.Millisecond},
}

// TestWindow: the messages of a window are those that the log has, whether or
// not the index holds them all.
func TestWindow(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 100)
	l.InOrder()
	dir := l.Write()
	_, d := rendered(t, dir, standard)
	for _, most := range []int{keptMessages, 100, 0} {
		x, reopen := indexed(t, dir, most)
		if events, last := x.Progress(); events != l.Events || last <= 0 {
			t.Errorf("read %d events to %d ns, want %d", events, last, l.Events)
		}
		total := 0
		for _, q := range queries {
			want, number := counted(t, dir, q)
			total += len(want)
			w, err := x.Window(t.Context(), q, reopen)
			if err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			m := w.Messages
			if len(q.Ops) > 0 && len(want) == 0 {
				t.Errorf("the log has nothing for %+v", q)
			}
			if len(m.T) != len(want) || !w.Complete || w.Events != l.Events {
				t.Errorf("%+v holding %d: %d messages, complete %t, of %d events; the log has %d, of %d", q, most, len(m.T), w.Complete, w.Events, len(want), l.Events)
				continue
			}
			at := int64(0)
			for i, e := range want {
				at += m.T[i]
				if at != e.T || w.Peers[m.From[i]] != e.P || d.Peers[m.To[i]] != e.Q || d.Protocols[m.Protocol[i]] != e.Proto ||
					m.Size[i] != e.Size || m.Op[i] != number[e.Operation()] || m.Way[i] != e.Arrive-e.T || m.Wait[i] != 0 {
					t.Fatalf("%+v holding %d: message %d is not that of the log, %s", q, most, i, e.Raw)
				}
			}
		}
		if total < 2000 {
			t.Errorf("the queries ask for %d messages, want many", total)
		}
	}
}

// TestWindowGrows: an index answers while it is read, for as long as it has come.
func TestWindowGrows(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 50)
	l.InOrder()
	x := newIndex(keptMessages)
	never := func() (io.ReadCloser, error) { t.Fatal("reads the log again"); return nil, nil }
	sent := 0
	p := scan.Parser{Names: map[string]string{}}
	for line := range bytes.Lines(l.Log) {
		line = bytes.TrimSuffix(line, []byte("\n"))
		e, err := p.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		x.add(&e)
		if e.Kind == trace.Send {
			sent++
		}
		w, err := x.Window(t.Context(), log.Query{}, never)
		if err != nil || len(w.Messages.T) != sent || w.End != x.s.last {
			t.Fatalf("after %s: %d messages to %d ns, want %d (%v)", line, len(w.Messages.T), w.End, sent, err)
		}
	}
}

// TestWindowIsBounded: an answer has so many messages and says how far it goes;
// from there the next one goes on, until all have been seen once.
func TestWindowIsBounded(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 20_000)
	l.InOrder()
	dir := l.Write()
	for _, most := range []int{keptMessages, 70_000} {
		x, reopen := indexed(t, dir, most)
		seen, answers := int64(0), 0
		for q := (log.Query{}); ; answers++ {
			w, err := x.Window(t.Context(), q, reopen)
			if err != nil {
				t.Fatal(err)
			}
			if n := len(w.Messages.T); n < standard.messages && !w.Complete || n > standard.messages+100 {
				t.Fatalf("%d messages in an answer that is complete: %t", n, w.Complete)
			}
			seen += int64(len(w.Messages.T))
			if w.Complete {
				break
			}
			q.From = time.Duration(w.Windows[0][1])
		}
		if seen != l.Sent || answers < 2 {
			t.Errorf("holding %d: %d messages in %d answers, want %d", most, seen, answers+1, l.Sent)
		}
	}
}

// TestWindowRefused: a request that cannot be answered is an error.
func TestWindowRefused(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 100)
	l.InOrder()
	dir := l.Write()
	x, reopen := indexed(t, dir, 10)
	if _, err := x.Window(t.Context(), log.Query{From: 2, To: 1}, reopen); err == nil {
		t.Error("a window that ends before it begins is answered")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := x.Window(ctx, log.Query{}, reopen); err != context.Canceled {
		t.Errorf("nobody waits any more: %v", err)
	}
	if err := os.Truncate(filepath.Join(dir, trace.EventsFile), 300); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Window(t.Context(), log.Query{}, reopen); err == nil {
		t.Error("a log that is no longer there is read")
	}
}

// TestWindowOfAMillionEvents: once read, a large log answers at once.
func TestWindowOfAMillionEvents(t *testing.T) {
	if testing.Short() {
		t.Skip("writes a million events")
	}
	l := lab.New(t, "large")
	lab.Busy(l, 1000, 56_000)
	l.InOrder()
	dir := l.Write()
	begin := time.Now()
	x, reopen := indexed(t, dir, keptMessages)
	t.Logf("%d events read in %v", l.Events, time.Since(begin))
	for _, q := range []log.Query{{}, {Ops: []string{"kademlia.get#50000"}}, {Peers: []string{"servers[0:50]"}}, {From: 300 * time.Second, To: 310 * time.Second}} {
		begin := time.Now()
		w, err := x.Window(t.Context(), q, reopen)
		took := time.Since(begin)
		if err != nil || len(w.Messages.T) == 0 {
			t.Fatalf("%+v: %d messages, %v", q, len(w.Messages.T), err)
		}
		if took > time.Second {
			t.Errorf("%+v took %v, want less than a second", q, took)
		}
		t.Logf("%+v: %d messages in %v", q, len(w.Messages.T), took)
	}
}
