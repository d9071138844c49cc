package run

import (
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/play"
	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A job describes the work of a worker.
type job struct {
	File     string `json:"file"`     // where the scenario came from, for messages
	Scenario []byte `json:"scenario"` // resolved
	UntilNS  int64  `json:"until_ns"`
	Memory   uint64 `json:"memory"`
	Shift    int    `json:"shift"` // see seal.Config
	CPU      bool   `json:"cpu"`   // send profiles of it
	Heap     bool   `json:"heap"`
}

// An ending is a worker's last word.
type ending struct {
	Status    trace.Status   `json:"status"`
	Failure   *trace.Failure `json:"failure,omitempty"`
	VirtualNS int64          `json:"virtual_ns"`
	Events    int64          `json:"events"`
	Hosts     int            `json:"hosts"`
	Cost      seal.Cost      `json:"cost"`
	// Faults tells what the scenario's faults did.
	Faults []trace.FaultTally `json:"faults,omitempty"`
	Marks  []trace.Mark       `json:"marks,omitempty"`

	stderr string       // of a worker that crashed
	killed string       // how others ended the worker, "" if they did not
	usage  worker.Usage // of the worker
}

// The wall time between two reports of a worker, when it also looks for a
// request to stop, and the bytes of its logs at which it sends them.
const (
	reportEvery = 200 * time.Millisecond
	flushAt     = 256 << 10
)

// Exit codes of a worker. Its parent goes by the frames that it sends.
const (
	exitOK = iota
	exitInternal
	exitFailed
)

// Serve is the main function of a worker. It returns its exit code.
func Serve(known []protocols.Protocol) int {
	code, err := serveJob(known)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	return code
}

// receive takes the job of this process.
func receive(known []protocols.Protocol) (pipe *worker.Pipe, j job, spec *scenarios.Spec, err error) {
	if pipe, err = worker.Open(); err != nil {
		return nil, j, nil, err
	}
	if err := json.Unmarshal(pipe.Job(), &j); err != nil {
		return nil, j, nil, fmt.Errorf("worker: job: %w", err)
	}
	if spec, err = scenarios.Load(j.File, j.Scenario, known, nil); err != nil {
		return nil, j, nil, fmt.Errorf("worker: %w", err)
	}
	return pipe, j, spec, nil
}

// sendLogs sends the lines that rec has collected.
func sendLogs(rec *sim.Recorder, pipe *worker.Pipe) {
	for _, f := range []struct {
		kind worker.Kind
		log  sim.Log
	}{{worker.Peers, sim.PeerLog}, {worker.Events, sim.EventLog}, {worker.Metrics, sim.MetricLog}, {worker.Spans, sim.SpanLog}, {worker.Packets, sim.PacketLog}} {
		rec.Take(f.log, func(lines []byte) { pipe.Send(f.kind, lines) })
	}
}

func serveJob(known []protocols.Protocol) (int, error) {
	pipe, j, spec, err := receive(known)
	if err != nil {
		return exitInternal, err
	}
	rec := &sim.Recorder{}
	send := func() { sendLogs(rec, pipe) }
	flush := func() { seal.Hold(send) } // or a halt sends half a frame, or sends it twice
	rec.Spill = flush
	profile := &profiling{cpu: j.CPU, heap: j.Heap}
	if err := profile.begin(); err != nil {
		return exitInternal, fmt.Errorf("worker: %w", err)
	}
	last := seal.Wall()
	play := play.Play{
		Spec:   spec,
		Until:  time.Duration(j.UntilNS),
		Memory: j.Memory,
		Shift:  j.Shift,
		Quiescent: func(now time.Duration) bool {
			profile.pause()
			if rec.Size() > flushAt {
				flush()
			}
			wall := seal.Wall()
			if wall-last < reportEvery.Nanoseconds() {
				return true
			}
			last = wall
			flush()
			pipe.SendJSON(worker.Progress, worker.Status{VirtualNS: now.Nanoseconds(), Events: rec.Count(), Heap: seal.Heap()})
			return !pipe.Stop()
		},
		Dying: func(f trace.Failure) {
			rec.Close(time.Duration(f.VirtualNS))
			flush()
			pipe.SendJSON(worker.Fatal, ending{Status: trace.Failed, Failure: &f, VirtualNS: f.VirtualNS, Events: rec.Count(), Hosts: underlay.Hosts(spec)})
			os.Exit(exitFailed)
		},
	}
	o, err := play.Run(rec)
	if err != nil {
		return exitInternal, err
	}
	rec.Close(o.Virtual)
	flush()
	if err := profile.end(pipe); err != nil {
		return exitInternal, err
	}
	pipe.SendJSON(worker.Result, ending{
		Status: o.Status, Failure: o.Failure, VirtualNS: o.Virtual.Nanoseconds(),
		Events: rec.Count(), Hosts: o.Hosts, Cost: o.Cost, Faults: o.Faults, Marks: o.Marks,
	})
	return exitOK, nil
}
