package trace

import "testing"

// TestPeer: a written peer is read back, with any names, and no other line is read.
func TestPeer(t *testing.T) {
	for _, want := range []Peer{
		{"servers-0", "servers", "12D3KooWA", "/ip4/1.2.3.4/tcp/4001", "eu-west-1"},
		{"a,\"b\"\n", "<script>", "", "", ""},
	} {
		line := want.AppendJSON(nil)
		if got, err := ParsePeer(line); err != nil || got != want {
			t.Errorf("%s: read %+v, %v, want %+v", line, got, err, want)
		}
	}
	for _, bad := range []string{"", `{"p":"a"`, `{"p":"a","size":3}`} {
		if _, err := ParsePeer([]byte(bad)); err == nil {
			t.Errorf("%q is a peer", bad)
		}
	}
}
