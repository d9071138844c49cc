//go:build simsealed

package sim_test

import (
	"bytes"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestOperationsOwnTheirMessages: messages that an operation sends belong to it,
// and so do the answers, also where two operations share a stream's handler.
func TestOperationsOwnTheirMessages(t *testing.T) {
	var rec *sim.Recorder
	sealed(t, func() {
		w, n, r := newWorld(config(), 2)
		rec = r
		near, far := pair(n[0], n[1])
		go func() {
			b := make([]byte, 1)
			for {
				if _, err := far.Read(b); err != nil {
					return
				}
				_, _ = far.Write(b)
			}
		}()
		_, _ = near.Write([]byte{0}) // nobody's
		for i := range 2 {
			n[0].Go(func() {
				time.Sleep(time.Duration(i+1) * time.Second)
				op := w.BeginOp(n[0], "test.echo", "", time.Minute)
				done := make(chan bool)
				go func() {
					_, _ = near.Write([]byte{1})
					done <- true
				}()
				<-done
				w.EndOp(op, "ok")
				_, _ = near.Write([]byte{2}) // after the operation
			})
		}
		time.Sleep(10 * time.Second)
	})
	sent := map[int64]int{}
	for line := range bytes.Lines(rec.Text(sim.EventLog)) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == trace.Send && e.Proto == proto {
			sent[e.Op]++
		}
	}
	// Three of nobody and their answers, and one of each operation with its own.
	for op, want := range map[int64]int{0: 6, 1: 2, 2: 2} {
		if sent[op] != want {
			t.Errorf("operation %d has %d messages, want %d: %v", op, sent[op], want, sent)
		}
	}
}
