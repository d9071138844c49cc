//go:build simsealed

package seal_test

import (
	"math/rand/v2"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// TestTimersFireWhenTheyAreSet: a timer fires at the instant that was set last, and
// not at all if it was stopped, whatever happened to it and to others before. The
// overlay changes how the heap of timers takes a Reset and forgets a Stop.
func TestTimersFireWhenTheyAreSet(t *testing.T) {
	const timers, steps = 200, 20_000
	fired, late := 0, 0
	_, err := seal.Run(seal.Config{Seed: 3}, func() {
		r := rand.New(rand.NewPCG(3, 0))
		due, all := make([]time.Time, timers), make([]*time.Timer, timers)
		for i := range all {
			all[i] = time.AfterFunc(time.Hour, func() {
				if fired++; !time.Now().Equal(due[i]) {
					late++
				}
				due[i] = time.Time{}
			})
			due[i] = time.Now().Add(time.Hour)
		}
		for range steps {
			// Timers are due at odd milliseconds, and nothing else happens then.
			i, d := r.IntN(timers), time.Duration(1+2*r.IntN(500))*time.Millisecond
			if r.IntN(4) == 0 {
				d *= 101
			}
			switch r.IntN(5) {
			case 0:
				if pending := !due[i].IsZero(); all[i].Stop() != pending {
					t.Errorf("Stop of timer %d says %v", i, !pending)
				}
				due[i] = time.Time{}
			case 1:
				time.Sleep(time.Duration(2*r.IntN(15)) * time.Millisecond)
			default:
				due[i] = time.Now().Add(d)
				all[i].Reset(d)
			}
			for j, at := range due {
				if !at.IsZero() && at.Before(time.Now()) {
					t.Errorf("timer %d was due at %v and has not fired at %v", j, at, time.Now())
					return
				}
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if late > 0 || fired < 1000 {
		t.Errorf("%d timers fired, %d of them not when they were due", fired, late)
	}
}

// TestTimersInOrder: timers that are due at one instant fire in the same order whether they
// were reset, to an earlier or a later one, or stopped and made anew: who sets one draws
// its turn, and where it was before does not matter.
func TestTimersInOrder(t *testing.T) {
	type firing struct {
		timer int
		at    time.Time
	}
	run := func(reset bool) (log []firing) {
		_, err := seal.Run(seal.Config{Seed: 5}, func() {
			r := rand.New(rand.NewPCG(5, 0))
			all := make([]*time.Timer, 60)
			set := func(i int, d time.Duration) {
				if all[i] != nil && reset {
					all[i].Reset(d)
					return
				}
				if all[i] != nil {
					all[i].Stop()
				}
				all[i] = time.AfterFunc(d, func() { log = append(log, firing{i, time.Now()}) })
			}
			for range 30_000 {
				d := time.Duration(1+r.IntN(8)) * time.Millisecond
				switch i := r.IntN(len(all)); r.IntN(6) {
				case 0:
					if all[i] != nil {
						all[i].Stop()
					}
				case 1:
					time.Sleep(d/4 + time.Microsecond)
				case 2:
					set(i, 40*d)
				default:
					set(i, d)
				}
			}
			time.Sleep(time.Second)
		})
		if err != nil {
			t.Fatal(err)
		}
		return log
	}
	set, anew := run(true), run(false)
	if len(set) < 3000 || len(set) != len(anew) {
		t.Fatalf("%d timers fired that were reset, and %d that were made anew", len(set), len(anew))
	}
	ties := 0
	for i := range set {
		if set[i] != anew[i] {
			t.Fatalf("firing %d is %v where timers are reset, %v where they are made anew", i, set[i], anew[i])
		}
		if i > 0 && set[i].at.Equal(set[i-1].at) {
			ties++
		}
	}
	if ties < 300 {
		t.Errorf("only %d ties", ties)
	}
}

// TestTickers: a ticker that is reset ticks at its new times.
func TestTickers(t *testing.T) {
	_, err := seal.Run(seal.Config{Seed: 7}, func() {
		for range 50 {
			time.AfterFunc(time.Hour, func() {})
		}
		ticker := time.NewTicker(time.Minute)
		for _, d := range []time.Duration{time.Second, 3 * time.Second, time.Millisecond, time.Hour, time.Second} {
			ticker.Reset(d)
			begun := time.Now()
			for i := 1; i < 5; i++ {
				if at := <-ticker.C; at.Sub(begun) != time.Duration(i)*d {
					t.Errorf("tick %d of a ticker of %v comes after %v", i, d, at.Sub(begun))
				}
			}
		}
		ticker.Stop()
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkReset is the cost of a timer that is reset to a later instant before it
// fires, as deadlines are, beside so many others.
func BenchmarkReset(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) { resets(b, n, 3*time.Millisecond, false) })
	}
}

// BenchmarkResetEarlier is that of one that is reset to an earlier instant, and fires.
func BenchmarkResetEarlier(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) { resets(b, n, time.Millisecond/2, true) })
	}
}

func resets(b *testing.B, others int, to time.Duration, fires bool) {
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		for i := range others {
			time.AfterFunc(time.Hour*24*365*200+time.Duration(i), func() {})
		}
		idle := time.AfterFunc(time.Minute, func() {
			if !fires {
				b.Error("fired")
			}
		})
		begun := cpu(b)
		for b.Loop() {
			time.Sleep(time.Millisecond)
			if fires {
				idle.Reset(time.Hour)
			}
			idle.Reset(to)
		}
		b.ReportMetric(float64(cpu(b)-begun)/float64(b.N), "cpu-ns/op") // ns/op is virtual
		idle.Stop()
	})
	if err != nil {
		b.Fatal(err)
	}
}

// cpu returns the CPU time of the process, in nanoseconds.
func cpu(b *testing.B) int64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return u.Utime.Nano() + u.Stime.Nano()
}
