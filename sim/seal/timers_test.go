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

// BenchmarkReset is the cost of a timer that is reset to a later instant before it
// fires, as deadlines are, beside so many others.
func BenchmarkReset(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) { resets(b, n) })
	}
}

func resets(b *testing.B, others int) {
	_, err := seal.Run(seal.Config{Seed: 1}, func() {
		for i := range others {
			time.AfterFunc(time.Hour*24*365*200+time.Duration(i), func() {})
		}
		idle := time.AfterFunc(time.Minute, func() { b.Error("fired") })
		begun := cpu(b)
		for b.Loop() {
			time.Sleep(time.Millisecond)
			idle.Reset(3 * time.Millisecond)
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
