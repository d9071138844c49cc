package scenarios

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every file of testdata/badstudy is refused with the problems of the .txt next
// to it, as those of testdata/bad are.
func TestBadStudies(t *testing.T) {
	files, err := filepath.Glob("testdata/badstudy/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no bad files: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			_, err = LoadStudy(file, data, StudyFlags{}, fakes)
			var ps Problems
			if !errors.As(err, &ps) {
				t.Fatalf("gives %v, want problems", err)
			}
			golden(t, strings.TrimSuffix(file, ".yaml")+".txt", strings.ReplaceAll(err.Error(), "testdata/badstudy/", "")+"\n")
		})
	}
}

// Mistakes in flags carry the flag and the column in its text.
func TestBadStudyFlags(t *testing.T) {
	var out strings.Builder
	for _, f := range []StudyFlags{
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
		_, err := FlagStudy("minimal.yaml", []byte(minimal), f, fakes)
		if err == nil {
			t.Errorf("%+v is a study", f)
			continue
		}
		out.WriteString(err.Error() + "\n\n")
	}
	golden(t, "testdata/badstudy/flags.txt", out.String())
}
