package trace

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

// TestClusterNodes: written nodes are read back, and those before a bad line are not lost.
func TestClusterNodes(t *testing.T) {
	want := []ClusterNode{
		{"minikube", "192.168.49.2", "10.244.0.0/24", []ClusterPod{{"pod-a.ping", "default/pod-a", "10.244.0.3"}}, []ClusterRoute{{"10.244.1.0/24", "minikube-m02"}, {"10.244.0.0/24", ""}}},
		{"<b>\n", "fd00::1", "", nil, nil},
	}
	var lines []byte
	for i := range want {
		lines = want[i].AppendJSON(lines)
	}
	if got, err := ReadClusterNodes(bytes.NewReader(lines)); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%s: read %+v, %v, want %+v", lines, got, err, want)
	}
	for _, bad := range []string{`{"node":"a"`, `{"node":"a","size":3}`} {
		got, err := ReadClusterNodes(strings.NewReader(string(lines) + bad))
		if len(got) != len(want) || err == nil || !strings.Contains(err.Error(), "line 3") {
			t.Errorf("%q: %d nodes, %v, want those before and its line", bad, len(got), err)
		}
	}
}
