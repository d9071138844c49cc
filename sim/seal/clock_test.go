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
		sends(t, a, time.Hour-time.Second) // 1000 ppm of some 1000 s
		sends(t, b, 0)
		seal.SetClocks(nil)
		if x := read(a); x != seal.Elapsed() {
			t.Errorf("a clock that is right again shows %v", x)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sends looks at the times that timers and tickers of a label send: they go by its own clock, which
// is fast by so much to a second.
func sends(t *testing.T, l *seal.Label, fast time.Duration) {
	for what, made := range map[string]func() <-chan time.Time{
		"After":     func() <-chan time.Time { return time.After(time.Second) },
		"NewTicker": func() <-chan time.Time { return time.NewTicker(time.Second).C },
		"Reset": func() <-chan time.Time {
			timer := time.NewTimer(time.Hour)
			timer.Reset(time.Second)
			return timer.C
		},
	} {
		var c <-chan time.Time
		l.Do(func() { c = made() })
		time.Sleep(time.Minute) // the time is that of the tick, not of its reading
		at := seal.Elapsed() - 59*time.Second
		if d := (<-c).Sub(seal.Epoch.Add(at)).Round(time.Second); d != fast.Round(time.Second) {
			t.Errorf("%s of %v: a time that is %v off, want %v", what, l, d, fast)
		}
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
