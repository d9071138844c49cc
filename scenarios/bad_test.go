package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

// Every file of testdata/bad is refused with the problems of the .txt next to
// it. Read the difference after -update: it is what users will see.
func TestBadFiles(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = Load(filepath.Base(file), data, lab.Fakes, nil)
			if err == nil {
				t.Fatal("loads, want problems")
			}
			lab.Golden(t, strings.TrimSuffix(file, ".yaml")+".txt", err.Error()+"\n")
		})
	}
}
