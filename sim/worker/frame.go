// Package worker runs one simulation in a process of its own.
//
// Its nouns are the [Process], the worker as its parent sees it; the [Pipe], the
// parent as the worker sees it; and the [Frame], a message from one to the other. A
// worker has a clean environment and does nothing but simulate: files, signals and
// progress are the parent's. It knows nothing of its job.
package worker

import (
	"encoding/binary"
	"fmt"
	"io"
)

// Kind names the content of a frame.
type Kind byte

const (
	// Events are lines of the event log.
	Events Kind = 'E'
	// Metrics are lines of metrics.csv.
	Metrics Kind = 'M'
	// Spans are lines of the span log.
	Spans Kind = 'S'
	// Packets are lines of the packet log.
	Packets Kind = 'K'
	// Peers are lines of the list of peers.
	Peers Kind = 'N'
	// Progress is a JSON Status.
	Progress Kind = 'P'
	// CPUProfile and HeapProfile are profiles of the worker, as pprof reads them.
	CPUProfile  Kind = 'C'
	HeapProfile Kind = 'H'
	// Result is the result of the worker's function; the last frame.
	Result Kind = 'R'
	// Fatal is the worker's last word before it dies of a panic; the last
	// frame.
	Fatal Kind = 'F'
)

// Frame is one message of a worker to its parent.
type Frame struct {
	Kind Kind
	Body []byte
}

// maxFrame is far above the size of frames that workers send; more is a broken
// stream.
const maxFrame = 1 << 30

func readFrame(r io.Reader, buf []byte) (Frame, []byte, error) {
	var head [5]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return Frame{}, buf, err
	}
	n := binary.LittleEndian.Uint32(head[1:])
	if n > maxFrame {
		return Frame{}, buf, fmt.Errorf("worker: a frame of %d bytes", n)
	}
	if cap(buf) < int(n) {
		buf = make([]byte, n)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		return Frame{}, buf, fmt.Errorf("worker: a frame was cut short: %w", err)
	}
	return Frame{Kind(head[0]), buf}, buf, nil
}

// Status is the body of a Progress frame.
type Status struct {
	VirtualNS int64  `json:"virtual_ns"`
	Events    int64  `json:"events"`
	Heap      uint64 `json:"heap"` // bytes mapped
}
