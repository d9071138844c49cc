package scan

import (
	"bufio"
	"fmt"
	"io"
	"os"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// maxLine bounds a line of the log, in bytes.
const maxLine = 16 << 20

// Scan calls f for every event of a log, in order. Its errors name the line.
// The event is f's to keep.
func Scan(path string, f func(*trace.Event)) error { return Into(io.Discard, path, f) }

// Into is [Scan] of a log of which the text, uncompressed, goes into w as well.
func Into(w io.Writer, path string, f func(*trace.Event)) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return scanText(w, file, f)
}

// Reader is [Scan] of a log, compressed, from anywhere. It hands on each
// event as soon as the reader has given it all of its block.
func Reader(r io.Reader, f func(*trace.Event)) error { return scanText(io.Discard, r, f) }

func scanText(w io.Writer, r io.Reader, f func(*trace.Event)) error {
	plain, err := log.NewReader(r, true)
	if err != nil {
		return err
	}
	defer plain.Close()
	in := bufio.NewScanner(io.TeeReader(plain, w))
	in.Buffer(make([]byte, 1<<16), maxLine)
	p := Parser{Names: map[string]string{}}
	lines := 0
	for in.Scan() {
		lines++
		e, err := p.Parse(in.Bytes())
		if err != nil {
			return fmt.Errorf("line %d: %w", lines, err)
		}
		f(&e)
	}
	if err := in.Err(); err != nil {
		return fmt.Errorf("after line %d: %w", lines, err)
	}
	return nil
}
