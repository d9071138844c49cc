package design_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/internal/lab"
)

var (
	studyKeys  = regexp.MustCompile(`(?s)<!-- keys -->\n(.*)<!-- /keys -->`)
	studyBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")
)

// The tables of docs/study.md agree with the language, and its studies load.
func TestStudyDocs(t *testing.T) {
	const file = "../../docs/study.md"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	text := string(b)
	keys := studyKeys.FindStringSubmatch(text)
	if keys == nil {
		t.Fatalf("%s has no place for the keys", file)
	}
	want := string(design.Reference())
	if *lab.Update {
		text = strings.Replace(text, keys[0], "<!-- keys -->\n"+want+"<!-- /keys -->", 1)
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		keys = studyKeys.FindStringSubmatch(text)
	}
	if diff := cmp.Diff(want, keys[1]); diff != "" {
		t.Errorf("%s is out of date; go test ./scenarios/design -run TestStudyDocs -update (-want +got):\n%s", file, diff)
	}
	blocks := studyBlock.FindAllStringSubmatch(text, -1)
	if len(blocks) == 0 {
		t.Error("no study in the docs")
	}
	for _, m := range blocks {
		loadStudy(t, "study.md", m[1])
	}
}
