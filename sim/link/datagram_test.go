package link

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

// TestDatagramLoss: a lost datagram is dropped, not resent; one of several
// packets arrives only if all of them do.
func TestDatagramLoss(t *testing.T) {
	const p = 0.1
	route := Route{There: Way{Delay: 1e6, Loss: Independent(p)}}
	r := rand.New(rand.NewPCG(1, 2))
	var track Track
	for _, c := range []struct {
		size int
		want float64
	}{{0, p}, {MSS, p}, {MSS + 1, 1 - 0.81}} {
		dropped := 0
		const n = 100_000
		for now := range int64(n) {
			at, drop := track.Datagram(now, c.size, &route, nil, nil, r)
			if drop {
				dropped++
			} else if at != now+1e6 {
				t.Fatalf("arrives at %d, sent at %d", at, now)
			}
		}
		if off := math.Abs(float64(dropped) - n*c.want); off > 4*math.Sqrt(n*c.want*(1-c.want)) {
			t.Errorf("%d of %d datagrams of %d bytes are dropped, want a share of %v", dropped, n, c.size, c.want)
		}
	}
}

// TestDatagramQueueUp: a datagram that does not fit into the sender's queue is
// dropped and takes no capacity.
func TestDatagramQueueUp(t *testing.T) {
	up := &Pipe{Rate: 8e6, Queue: 2500} // 1 µs a byte
	route := even(time.Millisecond)
	var track Track
	for i, want := range []bool{false, false, true, true} {
		if at, dropped := track.Datagram(0, 1000, &route, up, nil, nil); dropped != want || !dropped && at != int64(i+1)*1e6+1e6 {
			t.Errorf("datagram %d arrives at %d, dropped %v, want %v", i, at, dropped, want)
		}
	}
	if got := up.Backlog(0); got != 2000 {
		t.Errorf("%d bytes wait, want 2000", got)
	}
	if _, dropped := track.Datagram(500e3, 1000, &route, up, nil, nil); dropped {
		t.Error("dropped although 1500 bytes wait")
	}
	if _, dropped := track.Datagram(1e9, 5000, &route, up, nil, nil); dropped {
		t.Error("dropped by an empty queue")
	}
}

// TestDatagramQueueDown: many senders at once fill the receiver's queue. A datagram
// without room takes no capacity, and reservations for later do not count.
func TestDatagramQueueDown(t *testing.T) {
	down := &Pipe{Rate: 8e6, Queue: 2500}
	far, near := even(time.Second), even(time.Millisecond)
	for range 10 {
		new(Track).Send(0, 1000, &far, nil, down, nil)
	}
	for i, want := range []bool{false, false, true, true} {
		if _, dropped := new(Track).Datagram(0, 1000, &near, nil, down, nil); dropped != want {
			t.Errorf("datagram %d dropped: %v, want %v", i, dropped, want)
		}
	}
	if got := down.total() / scale; got != 12_000 {
		t.Errorf("%d bytes are reserved, want 12000", got)
	}
	if at, dropped := new(Track).Datagram(1e9, 5000, &near, nil, down, nil); !dropped {
		t.Errorf("arrives at %d through a queue that 9000 bytes fill", at)
	}
	if _, dropped := new(Track).Datagram(2e9, 5000, &near, nil, down, nil); dropped {
		t.Error("dropped by an empty queue")
	}
}

// TestDatagramOvertakes: datagrams do not wait for streams.
func TestDatagramOvertakes(t *testing.T) {
	far, near := even(time.Second), even(time.Millisecond)
	var track Track
	track.Send(0, 10, &far, nil, nil, nil)
	if at, dropped := track.Datagram(1, 10, &near, nil, nil, nil); dropped || at != 1e6+1 {
		t.Errorf("arrives at %d, dropped %v", at, dropped)
	}
}

// TestLostDatagramUsesUplink only.
func TestLostDatagramUsesUplink(t *testing.T) {
	up, down := &Pipe{Rate: 8e6}, &Pipe{Rate: 8e6}
	route := Route{There: Way{Loss: Independent(1)}}
	if _, dropped := new(Track).Datagram(0, 100, &route, up, down, rand.New(rand.NewPCG(1, 1))); !dropped {
		t.Fatal("arrives")
	}
	if up.Backlog(0) != 100 || down.Backlog(0) != 0 {
		t.Errorf("%d bytes up and %d down, want 100 and 0", up.Backlog(0), down.Backlog(0))
	}
}
