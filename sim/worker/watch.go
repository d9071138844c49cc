package worker

import (
	"syscall"
	"time"
)

// Limits bound a worker between two quiescent points, where it looks at itself. A
// worker that does not keep to them is halted.
type Limits struct {
	// Stall is how long, in wall time, no Progress may come; 0 is no limit. Time
	// does not count in which the worker got no processor, was stopped, or waited
	// for its parent to take a frame.
	Stall time.Duration
	// Memory is how many bytes may be resident; 0 is no limit.
	Memory uint64
}

// haltSignal ends the run of a worker although it comes to no quiescent point: the
// sealed runtime stops even a goroutine that only computes, where it is. It does not
// stop one that the kernel keeps.
const haltSignal = syscall.SIGUSR1

// Why says why a parent ended a worker.
type Why int32

const (
	// Itself: the parent did not.
	Itself Why = iota
	// Asked: Stop or Kill was called.
	Asked
	// Stalled: no Progress came for Limits.Stall.
	Stalled
	// Swollen: more than Limits.Memory was resident.
	Swollen
)

// Why tells why the parent ended the worker. The first reason counts.
func (p *Process) Why() Why { return Why(p.reason.Load()) }

func (p *Process) because(w Why) { p.reason.CompareAndSwap(int32(Itself), int32(w)) }

const (
	// stopGrace is the time that a worker has to come to a quiescent point when it
	// was asked to end, before it is halted.
	stopGrace = 3 * time.Second
	// haltGrace is the time that it has then to send its record, before it is
	// killed.
	haltGrace = 10 * time.Second
	// haltAgain is the time between two signals: one may come when it has no effect.
	haltAgain = 100 * time.Millisecond
)

// Stop asks the worker to end at its next quiescent point. One that comes to none
// is halted, and killed if that does not help: it ends within seconds.
func (p *Process) Stop() {
	p.because(Asked)
	p.closeJob()
	time.AfterFunc(stopGrace, p.halt)
}

// halt ends the worker wherever it is. It does not wait.
func (p *Process) halt() {
	p.ending.Do(func() {
		go func() {
			for t := time.Duration(0); t < haltGrace; t += haltAgain {
				if p.cmd.Process.Signal(haltSignal) != nil {
					return // it has ended
				}
				time.Sleep(haltAgain)
			}
			_ = p.cmd.Process.Kill()
		}()
	})
}

// standEvery is how often it is asked whether the worker has moved. Processor times
// come in units of 10 ms, which are rare on a machine with much to do.
const standEvery = time.Second

// watch looks at the worker until it has ended.
func (p *Process) watch(l Limits, ended <-chan struct{}) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var s standstill
	for n := time.Duration(1); ; n++ {
		select {
		case <-ended:
			return
		case <-tick.C:
		}
		u, err := look(p.cmd.Process.Pid)
		if err != nil {
			u = usage{cpu: -1} // it is gone, or the system does not tell
		}
		if l.Memory > 0 && u.resident > l.Memory {
			p.because(Swollen)
			p.halt()
		}
		if n%(standEvery/lookEvery) != 0 {
			continue
		}
		stood := s.stood(p.moved.Load(), p.busy.Load(), u, standEvery)
		if l.Stall > 0 && stood >= l.Stall {
			p.because(Stalled)
			p.halt()
		}
	}
}

// A standstill adds up how long a worker has not moved.
type standstill struct {
	moved int64
	cpu   time.Duration
	sum   time.Duration
}

// stood is told the result of a look, and how long after the one before, and
// returns the sum. It counts looks, and reads no clock, since the parent may have
// been stopped as well. A worker that computes less than all the time shares its
// processor with others, and time in which it computes counts; one that does not
// compute waits in vain.
func (s *standstill) stood(moved int64, busy bool, u usage, since time.Duration) time.Duration {
	computed := u.cpu - s.cpu
	s.cpu = u.cpu
	switch {
	case moved != s.moved:
		s.moved, s.sum = moved, 0
	case busy || u.stopped:
	case u.cpu >= 0 && computed > 0:
		s.sum += min(computed, since)
	default:
		s.sum += since
	}
	return s.sum
}
