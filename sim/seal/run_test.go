//go:build simsealed

package seal_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

func TestRunEnds(t *testing.T) {
	for _, tt := range []struct {
		name   string
		config seal.Config
		f      func()
		end    seal.End
		now    time.Duration
		says   string
	}{
		{
			name: "main returns and leaves goroutines behind",
			f: func() {
				go func() { select {} }()
				time.Sleep(time.Hour)
			},
			end: seal.Main, now: time.Hour,
		},
		{
			name: "everybody waits",
			f: func() {
				time.Sleep(time.Minute)
				<-make(chan int)
			},
			end: seal.Deadlock, now: time.Minute, says: "every goroutine waits",
		},
		{
			name:   "stopped from the quiescent point",
			config: seal.Config{Quiescent: func(now time.Duration) bool { return now < 5*time.Second }},
			f: func() {
				for {
					time.Sleep(time.Second)
				}
			},
			end: seal.Stopped, now: 5 * time.Second,
		},
		{
			name:   "goroutines wake each other for ever",
			config: seal.Config{MaxSwitches: 10_000},
			f: func() {
				time.Sleep(time.Second)
				a, b := make(chan int), make(chan int)
				go func() {
					for x := range a {
						b <- x
					}
				}()
				for {
					a <- 1
					<-b
				}
			},
			end: seal.Livelock, now: time.Second, says: "10000 goroutine switches",
		},
		{
			name:   "timers of no length for ever",
			config: seal.Config{MaxSwitches: 10_000},
			f: func() {
				var again func()
				again = func() { time.AfterFunc(0, again) }
				again()
				time.Sleep(time.Second)
			},
			end: seal.Livelock, says: "without virtual time moving",
		},
		{
			name:   "more memory than allowed",
			config: seal.Config{Memory: 200 << 20},
			f: func() {
				var keep [1 << 20][]byte
				for i := range keep {
					keep[i] = make([]byte, 1<<20)
					time.Sleep(time.Millisecond)
				}
			},
			end: seal.Memory, says: "200 MiB",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := seal.Run(tt.config, tt.f)
			if err != nil {
				t.Fatal(err)
			}
			if r.End != tt.end || tt.now != 0 && r.Now != tt.now {
				t.Errorf("ended with %v at %v, want %v at %v", r.End, r.Now, tt.end, tt.now)
			}
			if got := r.Describe(tt.config); !strings.Contains(got, tt.says) || (tt.says == "") != (got == "") {
				t.Errorf("describes itself as %q, want it to say %q", got, tt.says)
			}
		})
	}
}

// TestCollectionDoesNotShow: a run that is collected at every instant is the
// same run.
func TestCollectionDoesNotShow(t *testing.T) {
	play := func(quiescent func(time.Duration) bool) string {
		var b strings.Builder
		var keep [64][]byte
		if _, err := seal.Run(seal.Config{Seed: 1, Quiescent: quiescent}, func() {
			for i := range 300 {
				go func() {
					for j := range 10 {
						keep[(i+j)%64] = make([]byte, 10_000)
						fmt.Fprintln(&b, rand.Uint64())
						time.Sleep(time.Duration(i%7) * time.Millisecond)
						fmt.Fprintln(&b, time.Since(seal.Epoch), i)
					}
				}()
			}
			time.Sleep(time.Second)
		}); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	instants := 0
	often := play(func(time.Duration) bool {
		instants++
		runtime.GC()
		// The hook's draws must not be missing in the run.
		rand.Uint64()
		m := map[int]int{1: 1, 2: 2}
		return len(m) == 2
	})
	if instants < 30 {
		t.Errorf("%d instants: the test shows nothing", instants)
	}
	if play(nil) != often {
		t.Error("two runs that differ in their collections alone are not the same")
	}
}

// TestStacksShrink: a collection gives back half of the stack of a goroutine that waits on
// a little more than a quarter of it, as handlers of libp2p do.
func TestStacksShrink(t *testing.T) {
	const goroutines = 2000
	stacks := func() uint64 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.StackInuse
	}
	var before, after uint64
	_, err := seal.Run(seal.Config{Seed: 1, Quiescent: func(time.Duration) bool {
		before = stacks()
		runtime.GC()
		after = stacks()
		return false
	}}, func() {
		for range goroutines {
			go waitOn(new([frame]byte))
		}
		time.Sleep(time.Hour)
	})
	if err != nil {
		t.Fatal(err)
	}
	if freed := (before - after) / goroutines; after > before || freed < 7<<10 || freed > 9<<10 {
		t.Errorf("a collection takes stacks from %d to %d bytes each, want 8 KiB less", before/goroutines, after/goroutines)
	}
}

// frame makes a goroutine of waitOn need a stack of 16 KiB for a while, and then wait on
// more than 4 of them and fewer than 6, with what the runtime keeps free.
const frame = 2200

// waitOn waits on a frame that holds a copy of b, after one that has held more.
//
//go:noinline
func waitOn(b *[frame]byte) {
	if deep(b) == 1 {
		return
	}
	here := *b
	time.Sleep(time.Hour)
	use(&here)
}

//go:noinline
func deep(b *[frame]byte) byte {
	var more [2 * frame]byte
	copy(more[:], b[:])
	return use((*[frame]byte)(more[frame:]))
}

//go:noinline
func use(b *[frame]byte) byte { return b[len(b)-1] }

func TestLabels(t *testing.T) {
	_, err := seal.Run(seal.Config{}, func() {
		l := seal.NewLabel("peer-1")
		if got := seal.CurrentLabel(); got != "" {
			t.Errorf("label outside Do: %q", got)
		}
		done := make(chan string)
		l.Do(func() {
			go func() { go func() { done <- seal.CurrentLabel() }() }()
		})
		if got := <-done; got != "peer-1" {
			t.Errorf("label of a goroutine's child: %q, want peer-1", got)
		}
		l.Go(func() { done <- seal.CurrentLabel() })
		if got := <-done; got != "peer-1" {
			t.Errorf("label of Go: %q, want peer-1", got)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}
