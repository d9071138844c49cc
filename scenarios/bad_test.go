package scenarios

import (
	"testing"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

// TestBadFiles: each file of testdata/bad is refused with its problems.
func TestBadFiles(t *testing.T) {
	lab.BadFiles(t, func(name string, data []byte) error {
		_, err := Load(name, data, lab.Fakes, nil)
		return err
	})
}
