package cmd

import (
	"errors"
	"os"

	"github.com/klauspost/compress/zstd"
)

// zipped is a file of one zstd stream.
type zipped struct {
	*zstd.Encoder
	file *os.File
}

func createZipped(path string) (*zipped, error) {
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	// One goroutine and a fixed level: the same bytes on every machine.
	z, err := zstd.NewWriter(f, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &zipped{z, f}, nil
}

// Close ends the stream and the file. Of nil there is nothing to close.
func (z *zipped) Close() error {
	if z == nil {
		return nil
	}
	return errors.Join(z.Encoder.Close(), z.file.Close())
}
