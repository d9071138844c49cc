//go:build !linux

package run

import (
	"errors"
)

// totalMemory returns an error: the memory is known on Linux only.
func totalMemory() (uint64, error) { return 0, errors.ErrUnsupported }
