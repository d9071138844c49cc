package input

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// ReadText reads a scenario or a study, but no more than Load needs to refuse it.
// The path may lead to anything that can be read, such as a pipe: the user of the
// program names it.
func ReadText(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		var perr *fs.PathError
		if errors.As(err, &perr) && !errors.Is(err, fs.ErrNotExist) {
			err = perr.Err // without the path, which the problem names already
		}
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.IsDir() {
		return nil, ErrDirectory
	}
	return io.ReadAll(io.LimitReader(f, strict.MaxText+1))
}

// ErrDirectory says that a file is none. What is built in may have its name: results are in
// folders that are called like scenarios.
var ErrDirectory = errors.New("this is a directory")

// ReadRegular reads a regular file of at most most bytes. A scenario may come
// from a stranger, so a file that it names must not make the program wait, as a
// pipe, a terminal or a log of the kernel does. Such a log is regular and says
// that it is empty: ReadRegular reads no more than the file says that it has.
func ReadRegular(place string, most int) ([]byte, error) {
	info, err := os.Stat(place) // before it is opened, for which a pipe waits
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, ErrDirectory
	case !info.Mode().IsRegular():
		return nil, errors.New("this is no regular file")
	case info.Size() > int64(most):
		return nil, fmt.Errorf("larger than %d MiB", most>>20)
	case info.Size() == 0:
		return nil, nil
	}
	f, err := os.OpenFile(place, os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if now, err := f.Stat(); err != nil || !os.SameFile(info, now) {
		return nil, errors.Join(err, errors.New("the file changed while it was read"))
	}
	return io.ReadAll(io.LimitReader(f, info.Size()))
}

// PlainCause returns an error of a file without the path.
func PlainCause(err error) error {
	var perr *fs.PathError
	if errors.As(err, &perr) {
		return perr.Err
	}
	return err
}

// IsStudy reports whether a text is a study's, and not a scenario's.
func IsStudy(root *yaml.Node) bool {
	return strict.ValueAt(root, "scenario") != nil || strict.ValueAt(root, "parameters") != nil
}
