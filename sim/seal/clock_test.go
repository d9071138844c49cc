//go:build simsealed

package seal_test

import (
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// TestWrongClocks: a peer whose clock is wrong reads another time, in goroutines and timers of its
// own alone; what it measures and waits for is right.
func TestWrongClocks(t *testing.T) {
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		seal.SetClocks(nil)
		a, b := seal.NewLabel("a"), seal.NewLabel("b")
		read := func(l *seal.Label) (at time.Duration) {
			l.Do(func() { at = time.Since(seal.Epoch) })
			return at
		}
		var before time.Time
		a.Do(func() { before = time.Now() })
		time.Sleep(time.Minute)
		seal.SetClocks([]seal.Clock{
			{Label: a, Since: time.Minute, Offset: time.Hour},
			{Label: a, Since: time.Minute, PPB: -1_000_000},
		})
		if x, y := read(a), read(b); x != time.Hour+time.Minute || y != time.Minute {
			t.Errorf("the clocks show %v and %v, want an hour ahead and the time", x, y)
		}
		fired := time.Duration(0)
		a.Do(func() { time.AfterFunc(1000*time.Second, func() { fired = time.Since(seal.Epoch) }) })
		a.Do(func() {
			if d := time.Since(before); d != time.Minute {
				t.Errorf("a minute took %v by the peer's measure", d)
			}
			if d := time.Since(before.Round(0)); d != time.Hour+time.Minute {
				t.Errorf("by times without a monotonic part it took %v, want an hour more", d)
			}
		})
		time.Sleep(1001 * time.Second)
		if want := time.Hour + time.Minute + 999*time.Second; fired != want {
			t.Errorf("after 1000 s on a clock that loses 1000 ppm it shows %v, want %v", fired, want)
		}
		if got := seal.Elapsed(); got != time.Minute+1001*time.Second {
			t.Errorf("the true time is %v", got)
		}
		seal.SetClocks(nil)
		if x := read(a); x != time.Minute+1001*time.Second {
			t.Errorf("a clock that is right again shows %v", x)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestClocksAreRightInTheNextRun: a run leaves nothing behind.
func TestClocksAreRightInTheNextRun(t *testing.T) {
	text := func(wrong bool) (s string) {
		if _, err := seal.Run(seal.Config{Seed: 1}, func() {
			l := seal.NewLabel("a")
			if wrong {
				seal.SetClocks([]seal.Clock{{Label: l, Offset: time.Hour}})
			}
			l.Do(func() { s = time.Now().String() })
		}); err != nil {
			t.Fatal(err)
		}
		return s
	}
	right := text(false)
	// The monotonic part follows from nothing but the run.
	if got, want := text(true), " m=+946684800.000000000"; !strings.HasSuffix(got, want) {
		t.Errorf("a wrong clock shows %s, want %s at the end", got, want)
	}
	if after := text(false); after != right || strings.Contains(right, "m=") {
		t.Errorf("the time is %s, and in the next run %s", right, after)
	}
}
