package worker

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
)

// Env is set in the environment of processes that simulate, workers among them.
const Env = "SIMSEAL_WORKER"

// pipeEnv is set in the environment of workers, whose parents speak to them through pipes. A
// process of sim/simtest, whose parent does not, may be of the same program.
const pipeEnv = "SIMSEAL_PIPE"

// Is reports whether this process is a worker.
func Is() bool { return os.Getenv(Env) == "1" && os.Getenv(pipeEnv) == "1" }

// A Pipe connects a worker with its parent.
type Pipe struct{ job []byte }

// outFD is where workers write their frames.
const outFD = 3

// Open reads the job that the parent sends first. Signals by which people and
// machines end a group of processes, or all in a container, are for the parent, which
// asks the worker to end.
func Open() (*Pipe, error) {
	signal.Ignore(syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	var head [4]byte
	if _, err := io.ReadFull(os.Stdin, head[:]); err != nil {
		return nil, fmt.Errorf("worker: no job: %w", err)
	}
	job := make([]byte, binary.LittleEndian.Uint32(head[:]))
	if _, err := io.ReadFull(os.Stdin, job); err != nil {
		return nil, fmt.Errorf("worker: job: %w", err)
	}
	if err := syscall.SetNonblock(0, true); err != nil {
		return nil, fmt.Errorf("worker: stdin: %w", err)
	}
	return &Pipe{job: job}, nil
}

// Job returns the job that the parent sent.
func (p *Pipe) Job() []byte { return p.job }

// Send writes one frame. It uses plain system calls, so that it can be called
// where the run stands still. If the parent is gone, so is the worker.
func (p *Pipe) Send(k Kind, body []byte) {
	head := make([]byte, 5, 5+len(body))
	head[0] = byte(k)
	binary.LittleEndian.PutUint32(head[1:], uint32(len(body)))
	for b := append(head, body...); len(b) > 0; {
		n, err := syscall.Write(outFD, b)
		switch {
		case errors.Is(err, syscall.EINTR):
		case err != nil:
			os.Exit(1)
		default:
			b = b[n:]
		}
	}
}

// SendJSON writes one frame with a JSON body.
func (p *Pipe) SendJSON(k Kind, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Sprintf("worker: %v", err)) // our own types have a JSON form
	}
	p.Send(k, b)
}

// Stop reports whether the parent wants the worker to end, or is gone.
func (p *Pipe) Stop() bool {
	var b [1]byte
	n, err := syscall.Read(0, b[:])
	if err != nil {
		return !errors.Is(err, syscall.EAGAIN) && !errors.Is(err, syscall.EINTR)
	}
	return n >= 0
}
