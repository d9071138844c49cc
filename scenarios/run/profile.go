package run

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"

	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/worker"
)

// A profiling takes the profiles of a worker, from inside. The run must not notice.
type profiling struct {
	cpu, heap bool
	samples   bytes.Buffer
	last      int64 // wall time of the last pause
}

func (p *profiling) begin() error {
	if !p.heap {
		runtime.MemProfileRate = 0
	}
	if !p.cpu {
		return nil
	}
	return pprof.StartCPUProfile(&p.samples)
}

// pauseEvery is the wall time, in nanoseconds, between two collections of samples: the
// runtime's buffer of samples is full after some 15 s.
const pauseEvery = int64(1e9)

// pause lets the goroutine that collects samples run, at a quiescent point. The
// goroutine is outside of the run, and so runs at no other time.
func (p *profiling) pause() {
	if now := seal.Wall(); p.cpu && now-p.last > pauseEvery {
		p.last = now
		for range 4 { // the first wakes it, the next ones let it go before
			runtime.Gosched()
		}
	}
}

// end sends the profiles. The world of the run is still there: its goroutines never
// end.
func (p *profiling) end(pipe *worker.Pipe) error {
	if p.cpu {
		pprof.StopCPUProfile()
		pipe.Send(worker.CPUProfile, p.samples.Bytes())
	}
	if !p.heap {
		return nil
	}
	runtime.GC() // a heap profile is that of the last collection
	var b bytes.Buffer
	if err := pprof.Lookup("heap").WriteTo(&b, 0); err != nil {
		return fmt.Errorf("worker: heap profile: %w", err)
	}
	pipe.Send(worker.HeapProfile, b.Bytes())
	return nil
}

// Profiles tell where a worker spends time and memory, and name their files.
type Profiles struct {
	CPU, Heap string // files, or ""

	got map[worker.Kind][]byte
}

func (p *Profiles) wantCPU() bool  { return p != nil && p.CPU != "" }
func (p *Profiles) wantHeap() bool { return p != nil && p.Heap != "" }

func (p *Profiles) take(k worker.Kind, body []byte) {
	if p.got == nil {
		p.got = map[worker.Kind][]byte{}
	}
	p.got[k] = bytes.Clone(body)
}

// Write writes the files.
func (p *Profiles) Write() error {
	for _, f := range []struct {
		kind worker.Kind
		file string
	}{{worker.CPUProfile, p.CPU}, {worker.HeapProfile, p.Heap}} {
		if f.file == "" {
			continue
		}
		body, ok := p.got[f.kind]
		if !ok {
			return fmt.Errorf("cannot write %s: the worker died before it had told its profile", f.file)
		}
		if err := atomicfile.Bytes(f.file, body); err != nil {
			return err
		}
	}
	return nil
}
