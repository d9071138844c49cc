package log

import (
	"fmt"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
)

const (
	// maxWindow is how much unpacking a log may keep in memory, in bytes. Ours
	// need 4 MiB, and those that zstd -19 has packed again 8.
	maxWindow = 64 << 20
	// freeSize is how much a log may unpack to whatever its size; beyond, at most
	// maxRatio times that. Ours are 10 to 50 times as large.
	freeSize = 64 << 20
	maxRatio = 1000
)

// A Reader unpacks a log, and gives up on one that unpacks to more than any log
// does: a file of a few kilobytes can hold terabytes.
type Reader struct {
	z   *zstd.Decoder
	in  counter
	out int64
}

// NewReader returns a reader of the log in r. To follow one that grows it reads
// no further than it must; otherwise it unpacks ahead.
func NewReader(r io.Reader, follow bool) (*Reader, error) {
	u := &Reader{in: counter{r: r}}
	options := []zstd.DOption{zstd.WithDecoderMaxWindow(maxWindow)}
	if follow {
		options = append(options, zstd.WithDecoderConcurrency(1))
	}
	var err error
	u.z, err = zstd.NewReader(&u.in, options...)
	return u, err
}

// Read implements io.Reader.
func (u *Reader) Read(b []byte) (int, error) {
	n, err := u.z.Read(b)
	if u.out += int64(n); u.out > freeSize && u.out > maxRatio*u.in.n.Load() {
		return n, fmt.Errorf("it unpacks to more than %d times its size, which no log does", maxRatio)
	}
	return n, err
}

// Close releases the reader's resources.
func (u *Reader) Close() { u.z.Close() }

// A counter counts the bytes of a reader.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}
