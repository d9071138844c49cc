package design

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

// Every file of testdata/bad is refused with the problems of the .txt next
// to it, as those of testdata/bad are.
func TestBadStudies(t *testing.T) {
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
			_, err = Load(file, data, Flags{}, lab.Fakes)
			var ps scenarios.Problems
			if !errors.As(err, &ps) {
				t.Fatalf("gives %v, want problems", err)
			}
			lab.Golden(t, strings.TrimSuffix(file, ".yaml")+".txt", strings.ReplaceAll(err.Error(), "testdata/bad/", "")+"\n")
		})
	}
}

// Mistakes in flags carry the flag and the column in its text.
func TestBadStudyFlags(t *testing.T) {
	var out strings.Builder
	for _, f := range []Flags{
		{},
		{Params: []string{"k"}, Seeds: "1"},
		{Params: []string{"bootstrap.degree=1,2"}, Seeds: "1..x"},
		{Params: []string{"bootstrap.degre=1,2", "network.peers.peers.count=10,many"}, Seeds: "1", Measures: []string{"peers.online"}},
		{Params: []string{"k=bootstrap.degree=1,2", "d=duration=1h..x/1h"}, Seeds: "1", Measures: []string{"peers.online"}},
		{Params: []string{"k=bootstrap.degree=1,{2"}, Seeds: "1", Set: []string{"duration", "sample="}},
		{Params: []string{"k=bootstrap.degree=1..3"}, Seeds: "1", Set: []string{"duration=5"}, Measures: []string{"max(peers.onlin)"}},
		{Params: []string{"k=bootstrap.degree=1..3"}, Seeds: "1", Where: []string{"j > 1"}, Measures: []string{"max(peers.onlin)"}},
		{Params: []string{"k=bootstrap.degree=1..3"}, Seeds: "1", Where: []string{"k > 1"}, Measures: []string{"max(peers.onlin)"}},
	} {
		_, err := FromFlags("minimal.yaml", []byte(lab.Minimal), f, lab.Fakes)
		if err == nil {
			t.Errorf("%+v is a study", f)
			continue
		}
		out.WriteString(err.Error() + "\n\n")
	}
	lab.Golden(t, "testdata/bad/flags.txt", out.String())
}
