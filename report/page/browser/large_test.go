//go:build browser

package browser

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/report/page"
	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestLarge: 1 000 peers and 1 000 000 events: the report is written in 20 s, within
// 1 GB, has less than 30 MB, is painted within 3 s, and can be used.
func TestLarge(t *testing.T) {
	l := lab.New(t, "large")
	lab.Busy(l, 1000, 56_000)
	if l.Events < 1_000_000 {
		t.Fatalf("%d events, want a million", l.Events)
	}
	dir := l.Write()
	start := time.Now()
	command := exec.Command(simulator(t), "report", dir)
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("sim report: %v\n%s", err, out)
	}
	written := time.Since(start)
	memory := command.ProcessState.SysUsage().(*syscall.Rusage).Maxrss << 10 // Linux counts kB
	info, err := os.Stat(filepath.Join(dir, page.File))
	if err != nil {
		t.Fatal(err)
	}
	if written > 20*time.Second || memory > 1<<30 || info.Size() > 30_000_000 {
		t.Errorf("written in %v with %d MB, %d bytes; want 20s, 1 GB and 30 MB", written, memory>>20, info.Size())
	}
	b := open(t, dir).ready()
	paint := eval[float64](b, `performance.getEntriesByType('paint').find(e => e.name === 'first-contentful-paint').startTime`)
	ready := eval[float64](b, `performance.now()`)
	if paint > 3000 {
		t.Errorf("first painted after %.0f ms, want 3 s", paint)
	}
	start = time.Now()
	b.press("space", "0", "+", "+", "n", "m")
	used := time.Since(start)
	t.Logf("%d events: written in %v with at most %d MB, %d bytes; first painted after %.0f ms, all drawn before %.0f ms; five keys took %v",
		l.Events, written.Round(time.Millisecond), memory>>20, info.Size(), paint, ready, used.Round(time.Millisecond))
	want(t, "operations listed", b.count("#o-table tbody tr"), 100)
	wantText(t, "what is left out", b.text(".left"), "Of 448,000 messages this file holds")
	b.set("n-time", "1000", "input")
	want(t, "up", b.data("net", "up"), 1000)
	b.set("o-text", "record-7", "input")
	b.shoot("large", "#diagram")
	b.quiet()
}
