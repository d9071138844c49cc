package simtest

import (
	"bytes"
	"fmt"
	"iter"

	"github.com/libp2p-sim/sim/sim/trace"
)

// maxKept bounds the event log that a run holds in memory.
const maxKept = 256 << 20

// A memory is the event log so far.
type memory struct {
	chunks [][]byte // of whole lines
	size   int      // of chunks, at most maxKept
	lost   bool     // lines that there was no room for
}

func (m *memory) keep(lines []byte) {
	if m.size+len(lines) > maxKept {
		m.lost = true
	}
	if m.lost || len(lines) == 0 {
		return
	}
	m.chunks = append(m.chunks, bytes.Clone(lines))
	m.size += len(lines)
}

// Events yields the event log so far, in order: every message, dial, connection and
// departure, the faults that the test made, and the operations that [Net.World] was
// told. A run whose log has more than 256 MiB fails when it asks for it.
func (n *Net) Events() iter.Seq[trace.Event] {
	n.digest()
	if n.memory.lost {
		n.Fatalf("simtest: the event log has more than %d MiB, which Events does not hold", maxKept>>20)
	}
	chunks := n.memory.chunks[:len(n.memory.chunks):len(n.memory.chunks)]
	return func(yield func(trace.Event) bool) {
		for _, chunk := range chunks {
			for line := range bytes.Lines(chunk) {
				e, err := trace.ParseEvent(line)
				if err != nil {
					panic(fmt.Sprintf("simtest: %q: %v", line, err)) // we wrote it
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}
