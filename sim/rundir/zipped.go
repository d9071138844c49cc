package rundir

import (
	"errors"
	"os"

	"github.com/klauspost/compress/zstd"
)

// Zipped is a file of one zstd stream.
type Zipped struct {
	*zstd.Encoder
	file *os.File
}

// CreateZipped makes a file, empty or anew.
func CreateZipped(path string) (*Zipped, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	// One goroutine and a fixed level: the same bytes on every machine.
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &Zipped{z, f}, nil
}

// Close ends the stream and the file. Of nil there is nothing to close.
func (z *Zipped) Close() error {
	if z == nil {
		return nil
	}
	return errors.Join(z.Encoder.Close(), z.file.Close())
}
