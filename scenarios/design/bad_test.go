package design

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

// TestBadStudies: each file of testdata/bad is refused with its problems.
func TestBadStudies(t *testing.T) {
	lab.BadFiles(t, func(name string, data []byte) error {
		_, err := Load("testdata/bad/"+name, data, Flags{}, lab.Fakes)
		return err
	})
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
