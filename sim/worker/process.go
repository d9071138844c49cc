package worker

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// Process is a worker as its parent sees it.
type Process struct {
	cmd    *exec.Cmd
	out    *os.File
	in     io.WriteCloser
	stderr tail
	stop   sync.Once

	moved  atomic.Int64 // progress frames
	busy   atomic.Bool  // a frame is being worked on
	ending sync.Once
	reason atomic.Int32 // a Why
}

// WrapperEnv names a program that starts the worker in place of the kernel, with
// the worker's path as its argument: an emulator of the worker's CPU.
const WrapperEnv = "SIM_WORKER_WRAPPER"

// Start runs an executable as a worker on a job. The executable must be sealed
// and call Open. More environment can be given as KEY=VALUE; tests use that.
func Start(executable string, job []byte, env ...string) (*Process, error) {
	argv := []string{executable}
	if w := os.Getenv(WrapperEnv); w != "" {
		argv = []string{w, executable}
	}
	r, w, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("worker: %w", err)
	}
	p := &Process{cmd: exec.Command(argv[0], argv[1:]...), out: r}
	p.cmd.Env = append([]string{Env + "=1", pipeEnv + "=1", "GOMAXPROCS=1", "TZ=UTC"}, env...)
	p.cmd.Dir = "/"
	p.cmd.ExtraFiles = []*os.File{w}
	p.cmd.Stderr = &p.stderr
	p.cmd.SysProcAttr = attributes()
	if p.in, err = p.cmd.StdinPipe(); err == nil {
		err = p.cmd.Start()
	}
	w.Close()
	if err != nil {
		r.Close()
		return nil, fmt.Errorf("worker: %w", err)
	}
	msg := binary.LittleEndian.AppendUint32(nil, uint32(len(job)))
	// A worker that is killed before it has read the job has died like any other:
	// Frames reports it.
	if _, err := p.in.Write(append(msg, job...)); err != nil && !errors.Is(err, syscall.EPIPE) {
		p.Kill()
		_ = p.cmd.Wait()
		return nil, fmt.Errorf("worker: sending the job: %w: %s", err, p.stderr.String())
	}
	return p, nil
}

// Frames calls f with every frame until the worker ends, and ends a worker that
// keeps to no limit; Why tells which. A frame's body is valid during the call. A
// truncated frame is left out. Frames returns f's error, or a DiedError if the worker
// ended without a last word.
func (p *Process) Frames(l Limits, f func(Frame) error) error {
	ended := make(chan struct{})
	go p.watch(l, ended)
	last, failed := p.read(f)
	if failed != nil {
		p.Kill()
	}
	p.out.Close()
	p.closeJob()
	err := p.cmd.Wait()
	close(ended)
	switch {
	case failed != nil:
		return failed
	case last == Result || last == Fatal:
		return nil
	default:
		status, _ := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
		return &DiedError{
			State: fmt.Sprint(err), Stderr: strings.TrimSpace(p.stderr.String()),
			Killed: status.Signaled() && slices.Contains(deadly, status.Signal()),
		}
	}
}

// read hands on frames until there are no more, and returns the kind of the last.
func (p *Process) read(f func(Frame) error) (last Kind, err error) {
	var buf []byte
	for {
		var fr Frame
		if fr, buf, err = readFrame(p.out, buf); err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				err = nil
			}
			return last, err
		}
		p.busy.Store(true) // not the worker's fault
		last = fr.Kind
		err = f(fr)
		p.busy.Store(false)
		if fr.Kind == Progress {
			p.moved.Add(1)
		}
		if err != nil {
			return last, err
		}
	}
}

func (p *Process) closeJob() { p.stop.Do(func() { p.in.Close() }) }

// Kill ends the worker at once. It has died then of its parent's will, and not of
// another's; see Why.
func (p *Process) Kill() {
	p.because(Asked)
	_ = p.cmd.Process.Kill()
}

// Usage returns the usage of a worker that has ended.
func (p *Process) Usage() Usage {
	u := Usage{CPU: p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()}
	if r, ok := p.cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.Peak = uint64(r.Maxrss) * maxrssUnit
	}
	return u
}

// DiedError says that a worker ended without a result.
type DiedError struct {
	State  string // how the operating system puts it
	Stderr string // the end of its stderr
	Killed bool   // by a signal that a worker does not send itself
}

// deadly are the signals by which others end a worker. Those that it ignores come
// in when it has not begun.
var deadly = []syscall.Signal{syscall.SIGKILL, syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP}

func (e *DiedError) Error() string {
	if e.Stderr == "" {
		return "the worker process died: " + e.State
	}
	return "the worker process died: " + e.State + "\n" + e.Stderr
}

// Reason is one line: the first that the worker wrote, or how it ended.
func (e *DiedError) Reason() string {
	if line, _, _ := strings.Cut(e.Stderr, "\n"); line != "" {
		return "the worker process died: " + line
	}
	return "the worker process died: " + e.State
}

// A tail keeps the beginning and the end of all that is written to it.
type tail struct {
	mu         sync.Mutex
	head, rest []byte
}

const tailSize = 16 << 10

// Write implements io.Writer.
func (t *tail) Write(b []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(b)
	if room := tailSize - len(t.head); room > 0 {
		k := min(room, len(b))
		t.head = append(t.head, b[:k]...)
		b = b[k:]
	}
	t.rest = append(t.rest, b...)
	if len(t.rest) > 2*tailSize {
		t.rest = append(t.rest[:0], t.rest[len(t.rest)-tailSize:]...)
	}
	return n, nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.rest) == 0 {
		return string(t.head)
	}
	return string(t.head) + "\n[...]\n" + string(t.rest)
}
