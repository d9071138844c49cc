package link

import (
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestUplinkIsAQueue: start = max(now, free), end = start + size·8/rate, in
// exact numbers.
func TestUplinkIsAQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		up := &Pipe{Rate: rapid.Int64Range(1, 1e11).Draw(t, "rate")}
		route := even(0)
		free, now := new(big.Rat), int64(0)
		for range rapid.IntRange(1, 30).Draw(t, "n") {
			now += rapid.Int64Range(0, 1e6).Draw(t, "gap")
			size := rapid.IntRange(1, 1e5).Draw(t, "size")
			if start := big.NewRat(now, 1); free.Cmp(start) < 0 {
				free = start
			}
			free = new(big.Rat).Add(free, new(big.Rat).SetFrac(
				new(big.Int).Mul(big.NewInt(int64(size)), big.NewInt(scale)), big.NewInt(up.Rate)))
			want := ceil(free)
			if at, _ := new(Track).Send(now, size, &route, up, nil, nil); at != want {
				t.Fatalf("%d bytes at %d arrive at %d, want %d", size, now, at, want)
			}
		}
	})
}

func ceil(r *big.Rat) int64 {
	up := new(big.Int).Add(r.Num(), new(big.Int).Sub(r.Denom(), big.NewInt(1)))
	return new(big.Int).Div(up, r.Denom()).Int64()
}

// TestDownlinkRests: a pipe rests only when nothing waits. For any order of
// sending, the last byte arrives when a queue in order of arrival would have served
// it.
func TestDownlinkRests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		down := &Pipe{Rate: rapid.Int64Range(1, 1e10).Draw(t, "rate")}
		type message struct{ at, size int64 }
		var sent []message
		last := int64(0)
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			m := message{rapid.Int64Range(0, 1e6).Draw(t, "delay"), rapid.Int64Range(1, 3000).Draw(t, "size")}
			route := even(time.Duration(m.at))
			at, _ := new(Track).Send(0, int(m.size), &route, nil, down, nil)
			last = max(last, at)
			sent = append(sent, m)
		}
		// The end is the latest of: nothing waits at a, all that comes from then on.
		want := int64(0)
		for _, from := range sent {
			amount := new(big.Int)
			for _, m := range sent {
				if m.at >= from.at {
					amount.Add(amount, new(big.Int).Mul(big.NewInt(m.size), big.NewInt(scale)))
				}
			}
			end := new(big.Rat).SetFrac(amount, big.NewInt(down.Rate))
			want = max(want, ceil(end.Add(end, big.NewRat(from.at, 1))))
		}
		if last != want {
			t.Fatalf("%v over %d bit/s: the last arrives at %d, want %d", sent, down.Rate, last, want)
		}
	})
}

// TestFarSenderLeavesRoom: a message that a far peer has sent already does not hold
// up one that a near peer sends now.
func TestFarSenderLeavesRoom(t *testing.T) {
	down := &Pipe{Rate: 8e6} // one byte per microsecond
	far, near := even(300*time.Millisecond), even(10*time.Millisecond)
	if at, _ := new(Track).Send(0, 1000, &far, nil, down, nil); at != 301e6 {
		t.Errorf("from afar at %d", at)
	}
	if at, _ := new(Track).Send(1, 1000, &near, nil, down, nil); at != 11e6+1 {
		t.Errorf("from near by at %d, want 11 ms after it was sent", at)
	}
	// From 11.000001 ms to 300 ms there is room for 288 999.999 bytes of 299 000;
	// the others follow the far one's.
	if at, _ := new(Track).Send(1e6, 299_000, &near, nil, down, nil); at != 311e6+1 {
		t.Errorf("over the gap at %d, want 311.000001 ms", at)
	}
}

// TestTwoUplinksShareADownlink: two streams at half of the receiver's rate each
// fit at once.
func TestTwoUplinksShareADownlink(t *testing.T) {
	down := &Pipe{Rate: 16e6}
	route := even(time.Millisecond)
	for i := range 2 {
		if at, _ := new(Track).Send(0, 1e6, &route, &Pipe{Rate: 8e6}, down, nil); at != 1001e6 {
			t.Errorf("stream %d arrives at %d, want 1.001 s", i, at)
		}
	}
	if at, _ := new(Track).Send(0, 1, &route, nil, down, nil); at != 1001e6+500 {
		t.Errorf("a byte more arrives at %d, want it after both", at)
	}
}

// TestRoom: at the instant that Room names there is room, and not before.
func TestRoom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		up := &Pipe{Rate: rapid.Int64Range(1, 1e11).Draw(t, "rate"), Queue: rapid.IntRange(1, 5000).Draw(t, "queue")}
		fits := func(now int64, size int) bool {
			b := up.Backlog(now)
			return b+size <= up.Queue || b == 0
		}
		route := even(0)
		now := int64(0)
		for range rapid.IntRange(1, 20).Draw(t, "n") {
			size := rapid.IntRange(1, 6000).Draw(t, "size")
			at := up.Room(now, size)
			if at < now || !fits(at, size) {
				t.Fatalf("Room(%d, %d) = %d, but then %d bytes of %d wait", now, size, at, up.Backlog(at), up.Queue)
			}
			if at > now && fits(at-1, size) {
				t.Fatalf("Room(%d, %d) = %d, but there is room before", now, size, at)
			}
			if rapid.Bool().Draw(t, "wait") {
				now = at
			}
			new(Track).Send(now, size, &route, up, nil, nil)
		}
	})
}

// TestBacklogOfHours: amounts beyond 64 bits.
func TestBacklogOfHours(t *testing.T) {
	up := &Pipe{Rate: 8e9, Queue: 1000}
	route := even(0)
	for range 40 {
		new(Track).Send(0, 1<<30, &route, up, nil, nil)
	}
	if got := up.Backlog(0); got != 40<<30 {
		t.Errorf("%d bytes wait, want %d", got, 40<<30)
	}
	if at := up.Room(0, 400); at != 40<<30-600 {
		t.Errorf("room at %d, want %d", at, 40<<30-600)
	}
	var none *Pipe
	if none.Backlog(0) != 0 || none.Room(7, 1<<40) != 7 {
		t.Error("a pipe without limit has a queue")
	}
}
