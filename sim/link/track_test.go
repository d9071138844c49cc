package link

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
	"pgregory.net/rapid"
)

// TestSendPlain: without jitter, loss and pipes a message takes the delay, to
// the nanosecond, and no random stream.
func TestSendPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		route := even(time.Duration(rapid.Int64Range(0, 1e12).Draw(t, "delay")))
		now := rapid.Int64Range(0, 1e18).Draw(t, "now")
		size := rapid.IntRange(0, 1<<24).Draw(t, "size")
		for name, p := range map[string]*Pipe{"no pipe": nil, "a pipe without limit": {}} {
			if at, lost := new(Track).Send(now, size, &route, p, p, nil); at != now+int64(route.There.Delay) || lost != 0 {
				t.Errorf("%s: arrives at %d, %d lost", name, at, lost)
			}
		}
	})
}

// TestSendMebibyte: a known answer, whichever pipe is the narrow one.
func TestSendMebibyte(t *testing.T) {
	narrow := func() *Pipe { return &Pipe{Rate: 8e6} }
	for name, c := range map[string]struct{ up, down *Pipe }{
		"up": {narrow(), nil}, "down": {nil, narrow()}, "both": {narrow(), narrow()},
		"wide up": {&Pipe{Rate: 1e9}, narrow()}, "wide down": {narrow(), &Pipe{Rate: 1e9}},
	} {
		route := even(20 * time.Millisecond)
		want := int64(1_048_576_000 + 20e6)
		if at, _ := new(Track).Send(0, 1<<20, &route, c.up, c.down, nil); at != want {
			t.Errorf("%s: 1 MiB over 8 Mbit/s arrives at %d, want %d", name, at, want)
		}
	}
}

func drawPipe(t *rapid.T, name string) *Pipe {
	if rapid.IntRange(0, 4).Draw(t, name+" without limit") == 0 {
		return &Pipe{}
	}
	return &Pipe{Rate: rapid.Int64Range(1e4, 1e10).Draw(t, name)}
}

func drawWay(t *rapid.T) (w Way) {
	w.Delay = time.Duration(rapid.Int64Range(0, 5e8).Draw(t, "delay"))
	if rapid.Bool().Draw(t, "jitters") {
		j, err := JitterOf(dist.Exponential(time.Duration(rapid.Int64Range(0, 1e8).Draw(t, "jitter"))))
		if err != nil {
			t.Fatal(err)
		}
		w.Jitter = j
	}
	if rapid.Bool().Draw(t, "loses") {
		p := rapid.Float64Range(0, 1)
		w.Loss = Loss{p.Draw(t, "enter"), p.Draw(t, "leave"), p.Draw(t, "good") / 4, p.Draw(t, "bad") / 2}
	}
	return w
}

// slower is the least time that bytes take through both pipes, rounded up.
func slower(size int, up, down *Pipe) int64 {
	ns := int64(0)
	for _, p := range []*Pipe{up, down} {
		if p.Rate > 0 && size > 0 {
			ns = max(ns, (int64(size)*scale-1)/p.Rate+1)
		}
	}
	return ns
}

// TestSendInvariants: several senders, each with two tracks over one pipe up, share
// one receiver.
func TestSendInvariants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const senders = 3
		down := drawPipe(t, "down")
		var ups [senders]*Pipe
		var routes [senders]Route
		var tracks [senders][2]Track
		for i := range senders {
			ups[i] = drawPipe(t, "up")
			routes[i] = Route{drawWay(t), drawWay(t)}
		}
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		type message struct{ ready, at, size int64 }
		var received []message
		var sent [senders][]message
		now := int64(0)
		for range rapid.IntRange(1, 25).Draw(t, "n") {
			now += rapid.Int64Range(0, 1e8).Draw(t, "gap")
			i := rapid.IntRange(0, senders-1).Draw(t, "sender")
			track := &tracks[i][rapid.IntRange(0, 1).Draw(t, "track")]
			size := rapid.IntRange(0, 40_000).Draw(t, "size")
			ups[i].forget(now)
			down.forget(now)
			upBefore, downBefore, last := ups[i].total(), down.total(), track.last

			at, lost := track.Send(now, size, &routes[i], ups[i], down, r)

			delay := int64(routes[i].There.Delay)
			if earliest := now + delay + slower(size, ups[i], down); at < earliest {
				t.Fatalf("%d bytes at %d arrive at %d, want %d at the earliest", size, now, at, earliest)
			}
			if at < last {
				t.Fatalf("arrives at %d, before what was sent earlier, at %d", at, last)
			}
			if at == Never {
				continue
			}
			tidy(t, ups[i])
			tidy(t, down)
			if ups[i].Rate > 0 {
				if got := (ups[i].total() - upBefore) / scale; got < int64(size) || got > int64(size+lost*MSS) || lost == 0 && got != int64(size) {
					t.Fatalf("%d bytes with %d lost segments took room for %d bytes", size, lost, got)
				}
			}
			if down.Rate > 0 && down.total()-downBefore != int64(size)*scale {
				t.Fatalf("%d bytes: the receiver got %d", size, (down.total()-downBefore)/scale)
			}
			received = append(received, message{now + delay, at, int64(size)})
			sent[i] = append(sent[i], message{now, at - delay, int64(size)})
		}
		// Between any two instants no more passes than the rate allows.
		check := func(p *Pipe, all []message) {
			for _, a := range all {
				for _, b := range all {
					sum := int64(0)
					for _, m := range all {
						if m.ready >= a.ready && m.at <= b.at {
							sum += m.size
						}
					}
					if p.Rate > 0 && sum > 0 && float64(sum)*scale > float64(p.Rate)*float64(b.at-a.ready)*(1+1e-12) {
						t.Fatalf("%d bytes between %d and %d through %d bit/s", sum, a.ready, b.at, p.Rate)
					}
				}
			}
		}
		check(down, received)
		for i := range senders {
			check(ups[i], sent[i])
		}
	})
}

// TestSendAllocates nothing once buffers have grown.
func TestSendAllocates(t *testing.T) {
	route := even(time.Millisecond)
	for name, up := range map[string]*Pipe{"plain": nil, "pipes": {Rate: 8e6}} {
		var track Track
		down, now := &Pipe{Rate: 16e6}, int64(0)
		if up == nil {
			down = nil
		}
		if n := testing.AllocsPerRun(1000, func() {
			now += 1e6
			track.Send(now, 900, &route, up, down, nil)
		}); n != 0 {
			t.Errorf("%s: %v allocations a call, want 0", name, n)
		}
	}
}

func BenchmarkSend(b *testing.B) {
	fit := func(p50, p90 time.Duration) Jitter {
		_, j, err := FitJitter(p50, p90)
		if err != nil {
			b.Fatal(err)
		}
		return j
	}
	for _, c := range []struct {
		name     string
		way      Way
		up, down *Pipe
		size     int
	}{
		{"plain", Way{Delay: 1e7}, nil, nil, 300},
		{"jitter", Way{Delay: 1e7, Jitter: fit(1e7, 2e7)}, nil, nil, 300},
		{"loss", Way{Delay: 1e7, Loss: Independent(0.001)}, nil, nil, 300},
		{"pipes", Way{Delay: 1e7}, &Pipe{Rate: 5e7}, &Pipe{Rate: 2e8}, 300},
		{"all, 64 KiB", Way{Delay: 1e7, Jitter: fit(1e7, 2e7), Loss: Independent(0.001)}, &Pipe{Rate: 1e9}, &Pipe{Rate: 2e9}, 1 << 16},
	} {
		b.Run(c.name, func(b *testing.B) {
			route := Route{c.way, c.way}
			r := rand.New(rand.NewPCG(1, 2))
			var track Track
			now := int64(0)
			b.ReportAllocs()
			for b.Loop() {
				now += 1e6
				track.Send(now, c.size, &route, c.up, c.down, r)
			}
		})
	}
}

// TestOneInstantIsOneTrain: a stream's opening and its first bytes leave together,
// with one jitter and, if they fit, in one packet.
func TestOneInstantIsOneTrain(t *testing.T) {
	d, err := dist.New(dist.Params{Law: dist.ExponentialLaw, Mean: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	jitter, err := JitterOf(d)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	way := Way{Delay: 20 * time.Millisecond, Jitter: jitter}
	route := Route{There: way, Back: way}
	const n = 20_000
	sum := int64(0)
	for i := range int64(n) {
		var track Track
		now := i * int64(time.Second)
		open, _ := track.Send(now, 0, &route, nil, nil, r)
		bytes, _ := track.Send(now, 32, &route, nil, nil, r)
		end, _ := track.Send(now, 0, &route, nil, nil, r)
		if open != bytes || bytes != end {
			t.Fatalf("they arrive at %d, %d and %d", open, bytes, end)
		}
		sum += bytes - now
	}
	if mean := time.Duration(sum / n); mean < 29700*time.Microsecond || mean > 30300*time.Microsecond {
		t.Errorf("it takes %v on average, want 30ms", mean)
	}
	route.There = Way{Delay: 20 * time.Millisecond, Loss: Independent(0.1)}
	late := 0
	for i := range int64(n) {
		var track Track
		now := i * int64(time.Second)
		track.Send(now, 0, &route, nil, nil, r)
		if at, _ := track.Send(now, 32, &route, nil, nil, r); at > now+int64(20*time.Millisecond) {
			late++
		}
	}
	if share := float64(late) / n; share < 0.095 || share > 0.105 {
		t.Errorf("%.1f%% are late, want the 10%% of one packet", 100*share)
	}
}
