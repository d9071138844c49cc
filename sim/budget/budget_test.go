package budget

import (
	"testing"
	"time"
)

// witness notes whether a limit was broken.
type witness struct {
	testing.TB
	broken int
}

func (w *witness) Helper()               {}
func (w *witness) Errorf(string, ...any) { w.broken++ }

func TestRun(t *testing.T) {
	small := Limit{CPU: 50 * time.Millisecond, Heap: 16 << 20}
	var kept []byte
	slow := false
	work := func() {
		for cpu, _ := used(); ; {
			if now, _ := used(); now-cpu > 80*time.Millisecond {
				return
			}
		}
	}
	for _, c := range []struct {
		why    string
		do     func()
		broken int
	}{
		{"nothing costs nothing", func() {}, 0},
		{"sleep is no work", func() { time.Sleep(100 * time.Millisecond) }, 0},
		{"work", work, 1},
		{"work that was slower at first", func() {
			if slow {
				return
			}
			slow = true
			work()
		}, 0},
		{"memory", func() { kept = make([]byte, 24<<20) }, 1},
	} {
		w := &witness{TB: t}
		small.Run(w, c.do)
		if w.broken != c.broken {
			t.Errorf("%s: %d limits broken, want %d", c.why, w.broken, c.broken)
		}
	}
	_ = kept
}
