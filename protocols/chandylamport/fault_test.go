//go:build simsealed

package chandylamport

import (
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim/link"
)

// TestCrash: a peer that crashes ends a snapshot as aborted, at the time-out, and
// the log names the peer. Later snapshots do without it, once its neighbours know.
func TestCrash(t *testing.T) {
	rec := sealed(t, 1, 5, link.Constant(constant), busy, func(l *bench) {
		l.mesh()
		l.snapshot(1, "n[0]")
		time.Sleep(constant / 2) // the markers are on their way
		l.crash(l.n[3])
		time.Sleep(2 * time.Minute)
		l.snapshot(1, "n[0]")
		time.Sleep(time.Minute)
	})
	want(t, rec, "a crash", "aborted: no answer from n-3", "ok, 4 processes")
	if all, ones := countOnes(t, rec, "chandylamport.snapshot.success"); all != 2 || ones != 1 {
		t.Errorf("%d of %d snapshots were completed, want 1 of 2", ones, all)
	}
	if got := protocoltest.Samples(rec, "chandylamport.snapshot.aborted"); len(got) != 1 || got[0].Key != "n-0/1" {
		t.Errorf("aborted: %+v, want n-0/1 alone", got)
	}
	if all, ones := countOnes(t, rec, "chandylamport.consistent"); all != 1 || ones != 1 {
		t.Errorf("%d of %d verdicts say consistent, want 1 of 1: an aborted snapshot is not judged", ones, all)
	}
}

// TestCrashAfterRecording: a peer that has recorded and then crashes leaves its
// markers behind, but not the end of its report.
func TestCrashAfterRecording(t *testing.T) {
	rec := sealed(t, 1, 5, link.Constant(constant), busy, func(l *bench) {
		l.mesh()
		l.snapshot(1, "n[0]")
		time.Sleep(constant + constant/2)
		l.crash(l.n[3])
		time.Sleep(2 * time.Minute)
	})
	want(t, rec, "a crash between state and report", "aborted: unfinished answer from n-3: no marker on n-1>n-3, n-2>n-3, n-4>n-3")
}

// TestInitiatorCrash: the snapshot of an initiator that crashes ends with it,
// and others go on as if it had never been.
func TestInitiatorCrash(t *testing.T) {
	rec := sealed(t, 1, 5, link.Constant(constant), busy, func(l *bench) {
		l.mesh()
		l.snapshot(1, "n[0]")
		l.snapshot(1, "n[1]")
		time.Sleep(constant / 2)
		l.crash(l.n[0])
		time.Sleep(2 * time.Minute)
		l.up(l.n[0])
		if got := l.in.processes[l.n[0]].account; got != 1000 {
			l.t.Errorf("a peer that comes back has %d units, want a new account with 1000", got)
		}
		for _, m := range l.n[1:] {
			l.connect(l.n[0], m)
		}
		time.Sleep(5 * time.Second)
		l.snapshot(1, "n[0]")
		time.Sleep(time.Minute)
	})
	want(t, rec, "a crash of the initiator", "aborted: n-0 went down", "aborted: no answer from n-0", "ok, 5 processes")
	if got := protocoltest.Samples(rec, "chandylamport.consistent"); len(got) != 1 || got[0].Value != 1 || got[0].Key != "n-0/2" {
		t.Errorf("verdicts %+v, want the second snapshot of n-0 to be consistent", got)
	}
}

// TestLeave: a peer that leaves between snapshots is missed by none.
func TestLeave(t *testing.T) {
	rec := sealed(t, 1, 5, link.Constant(constant), busy, func(l *bench) {
		l.mesh()
		l.leave(l.n[4])
		time.Sleep(time.Second)
		l.snapshot(2, "all")
		time.Sleep(time.Minute)
	})
	want(t, rec, "after a peer left", "ok, 4 processes", "ok, 4 processes")
	if all, ones := countOnes(t, rec, "chandylamport.consistent"); all != 2 || ones != 2 {
		t.Errorf("%d of %d verdicts say consistent, want 2: money that was on its way to who left is gone", ones, all)
	}
}

// TestPartition: a snapshot across a partition is aborted with all peers beyond it;
// when the partition has healed, snapshots are complete again.
func TestPartition(t *testing.T) {
	rec := sealed(t, 1, 6, link.Constant(constant), busy, func(l *bench) {
		l.mesh()
		here, there := l.n[:3], l.n[3:]
		heal, healBack := l.w.Cut(here, there).End, l.w.Cut(there, here).End
		l.snapshot(1, "n[1]")
		time.Sleep(90 * time.Second) // keepalives fail
		l.snapshot(1, "n[1]")
		l.snapshot(1, "n[4]")
		time.Sleep(time.Minute)
		heal()
		healBack()
		for _, n := range here {
			for _, m := range there {
				l.connect(n, m)
			}
		}
		time.Sleep(5 * time.Second)
		l.snapshot(1, "n[1]")
		time.Sleep(time.Minute)
	})
	want(t, rec, "a partition", "aborted: no answer from n-3, n-4, n-5", "ok, 3 processes", "ok, 3 processes", "ok, 6 processes")
	if all, ones := countOnes(t, rec, "chandylamport.consistent"); all != 3 || ones != 3 {
		t.Errorf("%d of %d verdicts say consistent, want 3 of 3", ones, all)
	}
}

// TestShortCut: a snapshot that a short cut delays is complete in the end, and consistent.
func TestShortCut(t *testing.T) {
	rec := sealed(t, 1, 5, link.Constant(constant), busy, func(l *bench) {
		l.mesh()
		heal := l.w.Cut(l.n[:2], l.n[2:]).End
		l.snapshot(2, "all")
		time.Sleep(5 * time.Second)
		heal()
		l.snapshot(2, "all")
		time.Sleep(time.Minute)
	})
	want(t, rec, "a short cut", "ok, 5", "ok, 5", "ok, 5", "ok, 5")
	if all, ones := countOnes(t, rec, "chandylamport.consistent"); all != 4 || ones != 4 {
		t.Errorf("%d of %d verdicts say consistent, want 4 of 4", ones, all)
	}
}

// TestPause: a paused peer answers when it goes on; a paused initiator may be
// too late.
func TestPause(t *testing.T) {
	rec := sealed(t, 1, 4, link.Constant(constant), func(o *Options) { busy(o); o.Timeout = 10 * time.Second }, func(l *bench) {
		l.mesh()
		l.n[3].Pause()
		l.snapshot(1, "n[0]")
		time.Sleep(5 * time.Second)
		l.n[3].Resume()
		time.Sleep(20 * time.Second)
		l.snapshot(1, "n[0]")
		time.Sleep(constant / 2)
		l.n[0].Pause()
		time.Sleep(20 * time.Second)
		l.n[0].Resume()
		time.Sleep(20 * time.Second)
		l.snapshot(1, "n[0]")
		time.Sleep(2*constant + constant/2) // its own part is over, and not the others'
		l.n[0].Pause()
		time.Sleep(20 * time.Second)
		l.n[0].Resume()
		time.Sleep(20 * time.Second)
	})
	want(t, rec, "pauses", "ok, 4 processes", "aborted: n-0 was paused", "aborted: n-0 was paused")
}

// TestDown: a snapshot by a peer that is down is aborted before it begins.
func TestDown(t *testing.T) {
	rec := sealed(t, 1, 3, link.Constant(constant), nil, func(l *bench) {
		l.mesh()
		l.crash(l.n[1])
		l.snapshot(2, "n[1]")
		time.Sleep(time.Minute)
	})
	want(t, rec, "a peer that is down does nothing")
	for _, metric := range []string{"chandylamport.snapshot.success", "chandylamport.snapshot.aborted"} {
		if got := protocoltest.Samples(rec, metric); len(got) != 2 || got[0].Peer != "n-1" || got[0].Key != "down" {
			t.Errorf("%s: %+v, want two of n-1 with the key down", metric, got)
		}
	}
}
