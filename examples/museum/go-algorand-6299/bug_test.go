//go:build simsealed && museum

package backoff_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/discovery"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/backoff"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// trickle finds a peer every 100 ms, as a walk through a large DHT does.
type trickle struct{}

func (trickle) Advertise(context.Context, string, ...discovery.Option) (time.Duration, error) {
	return time.Hour, nil
}

func (trickle) FindPeers(ctx context.Context, _ string, _ ...discovery.Option) (<-chan peer.AddrInfo, error) {
	found := make(chan peer.AddrInfo)
	go func() {
		defer close(found)
		for i := 0; ; i++ {
			time.Sleep(100 * time.Millisecond)
			select {
			case found <- peer.AddrInfo{ID: peer.ID(fmt.Sprint("peer-", i))}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return found, nil
}

// third looks, twice, whether a caller who comes five minutes after two others began to search
// gets an answer within an hour. The second of those gives up after patience.
func third(t *testing.T, patience time.Duration) {
	t.Log("FIGURE # title: A walk that finds ten peers a second")
	t.Log("FIGURE # x: virtual time (s)")
	t.Log("FIGURE # y: peers that one caller got")
	if first, second := once(t, patience), once(t, patience); first != second {
		t.Errorf("the second time it is %+v, the first %+v", second, first)
	}
}

func once(t *testing.T, patience time.Duration) simtest.Result {
	return simtest.Run(t, simtest.Config{Seed: 1, Limit: 2 * time.Hour}, func(n *simtest.Net) {
		d, err := backoff.NewBackoffDiscovery(trickle{}, backoff.NewFixedBackoff(time.Minute))
		if err != nil {
			n.Fatalf("%v", err)
		}
		search := func(within time.Duration) <-chan peer.AddrInfo {
			ctx, cancel := context.WithTimeout(context.Background(), within)
			time.AfterFunc(within, cancel)
			found, err := d.FindPeers(ctx, "room", discovery.Limit(100))
			if err != nil {
				n.Errorf("%v", err)
			}
			return found
		}
		drain := func(found <-chan peer.AddrInfo) {
			for range found {
			}
		}
		first, found := 0, search(4*time.Minute)
		go func() {
			for range found {
				first++
			}
		}()
		go drain(search(patience))
		for s := range 11 {
			t.Logf("FIGURE the other gives up after %v,%d,%d", patience, s, first)
			n.Advance(time.Second)
		}
		n.Advance(5*time.Minute - 11*time.Second)
		returned := false
		go func() {
			drain(search(10 * time.Second))
			returned = true
		}()
		n.Advance(time.Hour)
		fmt.Printf("a search after one whose caller waited %v: answered within the hour: %v\n", patience, returned)
		if want := patience > 4*time.Minute; returned != want {
			n.Errorf("answered: %v, want %v", returned, want)
		}
	})
}

// TestRed: after a caller that gave up early no search of that name ever returns.
func TestRed(t *testing.T) { third(t, time.Second) }

// TestGreen: it does if no caller gives up before the search is over.
func TestGreen(t *testing.T) { third(t, 5*time.Minute) }
