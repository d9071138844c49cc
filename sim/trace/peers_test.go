package trace

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestPeers: what is written is read, whatever the names.
func TestPeers(t *testing.T) {
	want := []Peer{
		{"servers-0", "servers", "eu-west-1", "12D3KooWA", true},
		{"a,\"b\"\n", "<script>", "", "", false},
	}
	b := []byte(PeersHeader + "\n")
	for _, p := range want {
		b = p.AppendCSV(b)
	}
	var got []Peer
	if err := ReadPeers(bytes.NewReader(b), func(p Peer) error { got = append(got, p); return nil }); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("read %+v, want %+v", got, want)
	}
	for _, bad := range []struct{ text, want string }{
		{"", "EOF"},
		{"peer,group\n", "want \"" + PeersHeader},
		{PeersHeader + "\na,b\n", "line 2"},
		{PeersHeader + "\na,b,c,d,maybe\n", "line 2: dialable is \"maybe\""},
	} {
		if err := ReadPeers(strings.NewReader(bad.text), func(Peer) error { return nil }); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%q: %v, want %q", bad.text, err, bad.want)
		}
	}
}
