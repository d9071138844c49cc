package link

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestIndependentLoss: of all packets that were sent, a share p was sent again.
func TestIndependentLoss(t *testing.T) {
	for _, p := range []float64{0.001, 0.02, 0.3} {
		route := Route{Way{Delay: 1e6, Loss: Independent(p)}, Way{Delay: 1e6}}
		r := rand.New(rand.NewPCG(7, 9))
		var track Track
		packets, again := 0, 0
		for now := range int64(20_000) {
			at, lost := track.Send(now*1e9, 5*MSS, &route, nil, nil, r)
			if at == Never {
				t.Fatal("gave up")
			}
			packets += 5 + lost
			again += lost
		}
		n := float64(packets)
		if off := math.Abs(float64(again) - n*p); off > 4*math.Sqrt(n*p*(1-p)) {
			t.Errorf("%d of %d packets were sent again, want %.0f within four standard deviations", again, packets, n*p)
		}
	}
}

// TestBursts: mean loss and mean length of a burst are as stated, and so is the
// share of first packets that are lost.
func TestBursts(t *testing.T) {
	for _, c := range []struct{ mean, burst float64 }{{0.01, 5}, {0.1, 1.2}, {0.3, 20}, {0.5, 1}} {
		l, err := Bursts(c.mean, c.burst)
		if err != nil {
			t.Fatal(err)
		}
		if got := l.Mean(); math.Abs(got-c.mean) > 1e-12 {
			t.Errorf("%v: mean %v, want %v", l, got, c.mean)
		}
		r := rand.New(rand.NewPCG(3, 4))
		var ch channel
		lost, bursts, before := 0, 0, false
		const n = 2_000_000
		for range n {
			now := ch.loses(0, &l, r)
			if now {
				lost++
				if !before {
					bursts++
				}
			}
			before = now
		}
		if got := float64(lost) / n; math.Abs(got/c.mean-1) > 0.03 {
			t.Errorf("a share of %.4f is lost, want %v", got, c.mean)
		}
		if got := float64(lost) / float64(bursts); math.Abs(got/c.burst-1) > 0.03 {
			t.Errorf("bursts of %.3f packets, want %v", got, c.burst)
		}
		first := 0
		for range n / 10 {
			if (&channel{}).loses(0, &l, r) {
				first++
			}
		}
		if got := float64(first) / (n / 10); math.Abs(got/c.mean-1) > 0.1 {
			t.Errorf("a share of %.4f of first packets is lost, want %v", got, c.mean)
		}
	}
}

// TestGilbertElliott: both states lose at their own rate.
func TestGilbertElliott(t *testing.T) {
	l := Loss{GoodToBad: 0.02, BadToGood: 0.1, InGood: 0.01, InBad: 0.4}
	if err := l.Check(); err != nil {
		t.Fatal(err)
	}
	want := 5.0/6*0.01 + 1.0/6*0.4
	if got := l.Mean(); math.Abs(got-want) > 1e-12 {
		t.Errorf("mean %v, want %v", got, want)
	}
	r := rand.New(rand.NewPCG(5, 6))
	var ch channel
	lost, in := [2]int{}, [2]int{}
	const n = 1_000_000
	for range n {
		is := ch.loses(0, &l, r)
		state := 0
		if ch.bad {
			state = 1
		}
		in[state]++
		if is {
			lost[state]++
		}
	}
	if got := float64(in[1]) / n; math.Abs(got-1.0/6) > 0.005 {
		t.Errorf("bad for a share of %.4f, want 1/6", got)
	}
	for state, p := range []float64{l.InGood, l.InBad} {
		if got := float64(lost[state]) / float64(in[state]); math.Abs(got/p-1) > 0.05 {
			t.Errorf("state %d loses %.4f, want %v", state, got, p)
		}
	}
}

func TestLossErrors(t *testing.T) {
	for _, c := range []struct{ mean, burst float64 }{
		{-0.1, 2}, {1, 2}, {math.NaN(), 2}, {0.1, 0.5}, {0.1, math.Inf(1)}, {0.9, 2},
	} {
		if l, err := Bursts(c.mean, c.burst); err == nil {
			t.Errorf("Bursts(%v, %v) = %v, want an error", c.mean, c.burst, l)
		}
	}
	for _, l := range []Loss{{InGood: -1}, {InBad: 1.1}, {GoodToBad: math.NaN()}, {BadToGood: 2}} {
		if l.Check() == nil {
			t.Errorf("%+v passes", l)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		mean, burst := rapid.Float64Range(0, 0.999).Draw(t, "mean"), rapid.Float64Range(1, 1e6).Draw(t, "burst")
		l, err := Bursts(mean, burst)
		if err == nil {
			err = l.Check()
		} else if mean/(1-mean) <= burst {
			t.Fatalf("Bursts(%v, %v): %v", mean, burst, err)
		} else {
			return
		}
		if err != nil || math.Abs(l.Mean()-mean) > 1e-9 {
			t.Fatalf("Bursts(%v, %v) = %+v with mean %v, %v", mean, burst, l, l.Mean(), err)
		}
	})
}

// TestNoLossDrawsNothing: the zero value needs no random stream.
func TestNoLossDrawsNothing(t *testing.T) {
	if (&channel{}).loses(0, &Loss{}, nil) {
		t.Error("lost")
	}
}

// TestLossChanges: a channel that was bad when its way became another is good
// if that has no bad state.
func TestLossChanges(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var ch channel
	if !ch.loses(0, &Loss{GoodToBad: 1, InBad: 1}, r) || !ch.bad {
		t.Fatal("a channel that must be bad is good")
	}
	if l := Independent(1); !ch.loses(0, &l, r) || ch.bad {
		t.Error("the channel is still bad")
	}
}

// TestABurstDoesNotWait: one request each 10 s over bursts of ten packets that lose
// 1 % in all. Each packet finds the channel in a state of the long run, so that as
// many are hit, and a hit costs a timeout, not the minutes in which the burst would
// wait for packets to lose.
func TestABurstDoesNotWait(t *testing.T) {
	loss, err := Bursts(0.01, 10)
	if err != nil {
		t.Fatal(err)
	}
	way := Way{Delay: 50 * time.Millisecond, Loss: loss}
	route := Route{There: way, Back: way}
	r := rand.New(rand.NewPCG(1, 2))
	const n = 200_000
	var track Track
	hit, slow := 0, 0
	for i := range int64(n) {
		now := i * int64(10*time.Second)
		at, _ := track.Send(now, 100, &route, nil, nil, r)
		if extra := time.Duration(at-now) - way.Delay; extra > 0 {
			hit++
			if extra > time.Second {
				slow++
			}
		}
	}
	if share := float64(hit) / n; share < 0.009 || share > 0.011 {
		t.Errorf("%.2f%% are hit, want 1%%", 100*share)
	}
	if share := float64(slow) / float64(hit); share > 0.03 {
		t.Errorf("%.1f%% of what is hit takes more than a second, want 1%%: two losses in a row", 100*share)
	}
}

// TestABurstLosesATrain: among packets that leave at once, bursts have the given length.
func TestABurstLosesATrain(t *testing.T) {
	loss, err := Bursts(0.05, 8)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	runs, lost := 0, 0
	for i := range int64(3000) {
		var track Track
		track.draw(1000, i*int64(time.Second), &loss, r)
		for j, bad := range track.fate {
			if bad {
				lost++
				if j == 0 || !track.fate[j-1] {
					runs++
				}
			}
		}
	}
	if mean := float64(lost) / float64(runs); mean < 7.7 || mean > 8.3 {
		t.Errorf("a burst loses %.2f packets, want 8", mean)
	}
}
