package cmd

import (
	"path/filepath"
	"testing"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/design"
)

// The results of every worked study are those of the study that ships under its
// name, as it is now.
func TestWorkedStudiesShip(t *testing.T) {
	dirs, err := filepath.Glob("../docs/studies/*/" + study.ManifestFile)
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no worked studies: %v", err)
	}
	before, err := filepath.Glob("../docs/studies/*/before/" + study.ManifestFile)
	if err != nil || len(before) == 0 {
		t.Fatalf("no worked studies that compare: %v", err)
	}
	dirs = append(dirs, before...)
	for _, file := range dirs {
		r, err := study.Load(filepath.Dir(file))
		if err != nil {
			t.Fatal(err)
		}
		name, data, _, err := design.Read(r.Name)
		if err != nil {
			t.Fatal(err)
		}
		s, err := design.Load(name, data, design.Flags{}, Builtin())
		if err != nil {
			t.Fatal(err)
		}
		if s.Hash() != r.StudyHash {
			t.Errorf("%s has the results of another study than %s is now; make study makes new ones", filepath.Dir(file), name)
		}
	}
}
