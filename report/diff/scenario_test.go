package diff

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestScenarioChanges(t *testing.T) {
	put := func(text string) string {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, trace.ScenarioFile), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	a := put("duration: 4h\nnetwork:\n  peers:\n    - group: servers\n      count: 3\n    - group: nat\n      count: 1\n  fifo: true\n" +
		"workload:\n  - at: 1m\n    get:\n      count: 1\nchurn: {}\nexpect: []\n")
	b := put("duration: 4h\nnetwork:\n  peers:\n    - group: nat\n      count: 2\n    - group: servers\n      count: 3\n      up: 5Mbit\n" +
		"workload:\n  - at: 1m\n    get:\n      count: 1\n  - at: 2m\nchurn: {}\nexpect:\n  - ping.success == 100%\n  - \"max(a) < 3\n    s\"\n")
	got, err := Scenarios(a, b)
	want := []Change{
		{"expect", "[]", ""}, {"expect[0]", "", "ping.success == 100%"}, {"expect[1]", "", "\"max(a) < 3 s\""},
		{"network.fifo", "true", ""}, {"network.peers[nat].count", "1", "2"}, {"network.peers[servers].up", "", "5Mbit"},
		{"workload[1].at", "", "2m"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if same, err := Scenarios(a, a); len(same) != 0 || err != nil {
		t.Errorf("%v, %v", same, err)
	}
	if _, err := Scenarios(a, t.TempDir()); err == nil {
		t.Error("no error without a scenario")
	}
}
