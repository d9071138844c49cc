package sim

import (
	"bytes"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestRecorderHandsOverEachLineOnce: lines are taken once, in order, and counted
// whether they were taken or not.
func TestRecorderHandsOverEachLineOnce(t *testing.T) {
	var rec Recorder
	var taken []byte
	take := func() { rec.Take(EventLog, func(lines []byte) { taken = append(taken, lines...) }) }
	var want []byte
	for i := range int64(5) {
		e := trace.Event{T: i, Kind: trace.Up, P: "n-0"}
		want = e.AppendJSON(want)
		rec.event(&e)
		if i%2 == 1 {
			take()
		}
	}
	if rest := rec.Text(EventLog); !bytes.HasSuffix(want, rest) || len(rest) != rec.Size() || len(rest) == 0 {
		t.Errorf("%q is left, of size %d", rest, rec.Size())
	}
	rec.Text(EventLog)[0] = 'x' // a copy
	take()
	rec.Take(EventLog, func([]byte) { t.Error("nothing is handed over") })
	if !bytes.Equal(taken, want) || rec.Count() != 5 || rec.Size() != 0 {
		t.Errorf("taken:\n%s%d events, %d bytes left; want\n%s", taken, rec.Count(), rec.Size(), want)
	}
}

// TestRecorderSpills: the records that one instant piles up are bounded.
func TestRecorderSpills(t *testing.T) {
	spills := 0
	rec := Recorder{}
	rec.Spill = func() {
		spills++
		rec.Drop(EventLog)
	}
	e := trace.Event{Kind: trace.Note, P: "n-0", Detail: string(make([]byte, 1000))}
	for range 2000 { // 6000 bytes each, as JSON
		rec.event(&e)
		if rec.Size() > spillAt {
			t.Fatalf("%d bytes are held", rec.Size())
		}
	}
	if spills != 2 {
		t.Errorf("it spilled %d times, want twice", spills)
	}
}
