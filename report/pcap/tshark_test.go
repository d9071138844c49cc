//go:build tshark

package pcap_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestWireshark: Wireshark finds in a capture what hosts of libp2p.New speak: over QUIC its
// handshakes, over TCP connections with TLS inside, none of it malformed.
func TestWireshark(t *testing.T) {
	sim := os.Getenv("SIM")
	for _, tt := range []struct{ transports, security, finds string }{
		{"quic", "both", "quic"}, {"tcp", "tls", "tls"}, {"tcp", "noise", "tcp"},
	} {
		dir := t.TempDir()
		capture := filepath.Join(dir, "run.pcapng")
		must(t, sim, "run", "real-stack", "-q", "--progress", "none", "--until", "20s", "--out", filepath.Join(dir, "run"),
			"--set", "expect=[]", "--set", "network.record=packets", "--set", "network.libp2p.transports="+tt.transports,
			"--set", "network.libp2p.security="+tt.security)
		must(t, sim, "trace", filepath.Join(dir, "run"), "--export", "pcap", "-o", capture)
		count := func(filter string) int {
			return strings.Count(must(t, "tshark", "-r", capture, "-Y", filter, "-T", "fields", "-e", "frame.number"), "\n")
		}
		if n := count(tt.finds); n < 1000 {
			t.Errorf("%s: %d frames of %s, want many", tt.transports, n, tt.finds)
		}
		if n := count("_ws.malformed or tcp.checksum.status == Bad or udp.checksum.status == Bad or ip.checksum.status == Bad"); n > 0 {
			t.Errorf("%s: %d frames are malformed", tt.transports, n)
		}
		if tt.finds == "tls" {
			if n := count("tls.handshake.type == 1"); n < 20 {
				t.Errorf("%d Client Hellos, want one for each connection", n)
			}
		}
	}
}

// must runs a program and returns what it prints.
func must(t *testing.T, name string, args ...string) string {
	t.Helper()
	c := exec.Command(name, args...)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, said.String())
	}
	return string(out)
}
