package log

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/sim/budget"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A log of a few kilobytes that unpacks to a gigabyte of events is given up soon.
func TestBomb(t *testing.T) {
	var file bytes.Buffer
	z, err := zstd.NewWriter(&file)
	if err != nil {
		t.Fatal(err)
	}
	lines := []byte(strings.Repeat(`{"t":0,"e":"up","p":"a-0"}`+"\n", 1<<15))
	for range 1 << 10 {
		if _, err := z.Write(lines); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	l := newRun(t, t.TempDir(), "", trace.Manifest{})
	if err := os.WriteFile(l.path(), file.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	r, err := l.Reader()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var n int64
	budget.Input.Run(t, func() {
		b := make([]byte, 1<<20)
		for err == nil {
			var k int
			k, err = r.Read(b)
			n += int64(k)
		}
	})
	if !strings.Contains(err.Error(), "1000 times its size") || n > 512<<20 {
		t.Errorf("%d bytes of a file of %d, then %v", n, file.Len(), err)
	}
}
