package log

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
	a := put("duration: 4h\nnetwork:\n  peers:\n    - {group: servers, count: 3}\n    - {group: nat, count: 1}\n  fifo: true\nworkload:\n  - {at: 1m}\nexpect: []\n")
	b := put("duration: 4h\nnetwork:\n  peers:\n    - {group: nat, count: 2}\n    - {group: servers, count: 3, up: 5Mbit}\nworkload:\n  - {at: 1m}\n  - {at: 2m}\nexpect: [x]\n")
	got, err := ScenarioChanges(a, b)
	want := []Change{
		{"expect", "[]", ""}, {"expect[0]", "", "x"},
		{"network.fifo", "true", ""}, {"network.peers[nat].count", "1", "2"}, {"network.peers[servers].up", "", "5Mbit"},
		{"workload[1].at", "", "2m"},
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
	if same, err := ScenarioChanges(a, a); len(same) != 0 || err != nil {
		t.Errorf("%v, %v", same, err)
	}
	for _, bad := range []string{put("a: ["), t.TempDir()} {
		if _, err := ScenarioChanges(a, bad); err == nil {
			t.Error("no error")
		}
	}
}
