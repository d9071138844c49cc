//go:build simsealed

package simtest_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/sim/simtest"
	"github.com/libp2p-sim/sim/sim/trace"
)

func pingOnce(n *simtest.Net) {
	a, b := n.Host("a"), n.Host("b")
	ping.NewPingService(b)
	n.Connect(a, b)
	ctx, cancel := context.WithCancel(context.Background())
	<-ping.Ping(ctx, a, b.ID())
	cancel()
}

// TestEvents: Events is the log that the fingerprint is of, as far as it has come.
func TestEvents(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		for range n.Events() {
			t.Error("there is an event before there is a host")
		}
		pingOnce(n)
		var log []byte
		pings := map[trace.EventKind]int{}
		for e := range n.Events() {
			log = e.AppendJSON(log)
			if e.Proto == ping.ID {
				pings[e.Kind]++
			}
		}
		if sum := sha256.Sum256(log); hex.EncodeToString(sum[:]) != n.Fingerprint() {
			t.Error("Events is not what the fingerprint is of")
		}
		if pings[trace.Send] < 2 || pings[trace.Recv] < 2 {
			t.Errorf("messages of ping: %v", pings)
		}
	})
}

// TestLeft is run by TestOut, in another process, and fails at the end.
func TestLeft(t *testing.T) {
	if os.Getenv(simtest.OutEnv) == "" {
		return
	}
	t.Run("a/b c", func(t *testing.T) {
		simtest.Run(t, simtest.Config{Seed: 3}, pingOnce)
		simtest.Run(t, simtest.Config{Seed: 4}, func(n *simtest.Net) {
			pingOnce(n)
			n.Errorf("something is wrong")
		})
	})
}

// TestOut: every run leaves a run directory, and notices nothing of it.
func TestOut(t *testing.T) {
	same := simtest.Run(t, simtest.Config{Seed: 3}, pingOnce)
	out := t.TempDir()
	c := exec.Command(os.Args[0], "-test.run=^TestLeft$", "-test.paniconexit0")
	c.Env = append(os.Environ(), simtest.OutEnv+"="+out)
	said, err := c.CombinedOutput()
	if err == nil || !strings.Contains(string(said), "something is wrong") {
		t.Fatalf("%v\n%s", err, said)
	}
	for dir, wants := range map[string][]string{
		"TestLeft/a/b_c/s3":      {`"status": "complete"`, `"fingerprint": "` + same.Fingerprint + `"`},
		"TestLeft/a/b_c/run2-s4": {`"status": "failed"`, `"kind": "test"`, `"message": "something is wrong"`},
	} {
		dir = filepath.Join(out, filepath.FromSlash(dir))
		m, err := os.ReadFile(filepath.Join(dir, trace.ManifestFile))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range wants {
			if !strings.Contains(string(m), want) {
				t.Errorf("%s has no %s:\n%s", dir, want, m)
			}
		}
		left, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range left {
			if strings.HasSuffix(f.Name(), ".raw") {
				t.Errorf("%s was left", f.Name())
			}
		}
	}
}
