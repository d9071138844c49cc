package view

import (
	"context"
	"io"
	"os"
	"time"
)

// poll is how often a file that is being written is looked at.
const poll = 200 * time.Millisecond

// A tail reads a file that grows. At its end it waits for more, until done says
// that there will be none, or the context ends.
type tail struct {
	ctx  context.Context
	file *os.File
	done func() bool
	// reached is called whenever the reader has come to the end of the present
	// file.
	reached func()
}

func (t *tail) Read(b []byte) (int, error) {
	for {
		if err := t.ctx.Err(); err != nil {
			return 0, err
		}
		last := t.done() // before reading: bytes written before it are read
		n, err := t.file.Read(b)
		if n > 0 || err != nil && err != io.EOF {
			return n, err
		}
		t.reached()
		if last {
			return 0, io.EOF
		}
		select {
		case <-t.ctx.Done():
		case <-time.After(poll):
		}
	}
}
