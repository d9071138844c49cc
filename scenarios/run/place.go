package run

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Place says which files may be in a directory that a run is to be written to.
type Place int

// The places.
const (
	Empty Place = iota // nothing
	Ours               // an earlier run, which is replaced; its name is made of the scenario
	Force              // anything; a run is replaced, and files that no run made stay
)

// A PlaceError says that a run cannot be written where it should: another place helps.
type PlaceError struct{ err error }

func (e *PlaceError) Error() string { return e.err.Error() }
func (e *PlaceError) Unwrap() error { return e.err }

// DefaultPlace returns the path of a run of the scenario below the results folder,
// with slashes.
func DefaultPlace(s *scenarios.Spec) string {
	return fmt.Sprintf("%s/%s-s%d", s.Name, scenarios.ConfigHash(s), s.Seed)
}

// WrittenDirs returns the directories of a run in which files are written.
func WrittenDirs(run string) []string {
	return []string{run, filepath.Join(run, trace.PlotsDir), filepath.Join(run, trace.TracesDir)}
}

// MakeDir makes a directory. The error is a [PlaceError] if the directory cannot be
// there, but not if the disk is full.
func MakeDir(path string) error {
	err := os.MkdirAll(path, 0o755)
	for _, wrong := range []error{syscall.ENOENT, syscall.ENOTDIR, syscall.EEXIST, syscall.EACCES, syscall.EROFS, syscall.ENAMETOOLONG, syscall.ELOOP, syscall.EPERM} {
		if errors.Is(err, wrong) {
			return &PlaceError{fmt.Errorf("no directory can be made at %s: %w", path, wrong)}
		}
	}
	return err
}

// Lock takes the lock on a directory, which dies with the process or with the file
// that it returns.
func Lock(path string) (*os.File, error) {
	lock, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		return nil, fmt.Errorf("%s: another sim is writing there", path)
	}
	return lock, nil
}
