package kademlia

import (
	"context"
	"fmt"
	"testing"

	pb "github.com/libp2p/go-libp2p-kad-dht/pb"
	"github.com/libp2p/go-libp2p/core/peer"
)

func closer(ids ...string) []*pb.Message_Peer {
	var out []*pb.Message_Peer
	for _, i := range ids {
		out = append(out, &pb.Message_Peer{Id: []byte(i)})
	}
	return out
}

func TestHopsAreTheFirstChain(t *testing.T) {
	a := newAccount([]peer.ID{"a", "b"})
	ask := pb.NewMessage(pb.Message_FIND_NODE, []byte("key"), 0)
	for _, step := range []struct {
		from string
		told []string
	}{
		{"a", []string{"b", "c"}}, // b we knew ourselves
		{"c", []string{"d", "a"}},
		{"d", []string{"e"}},
		{"b", []string{"e"}}, // too late: d told us first
	} {
		a.sent(peer.ID(step.from), ask)
		a.answered(peer.ID(step.from), ask, &pb.Message{CloserPeers: closer(step.told...)})
	}
	for p, hops := range map[peer.ID]int{"a": 1, "b": 1, "c": 2, "d": 3, "e": 4, "": 0, "unheard of": 1} {
		if got := a.hops(p); got != hops {
			t.Errorf("%d hops to %q, want %d", got, p, hops)
		}
	}
	if a.messages != 4 || a.queried != 4 {
		t.Errorf("%d messages to %d peers, want 4 to 4", a.messages, a.queried)
	}
}

func TestWhatAnAccountCounts(t *testing.T) {
	a := newAccount(nil)
	get := pb.NewMessage(pb.Message_GET_VALUE, []byte("key"), 0)
	put := pb.NewMessage(pb.Message_PUT_VALUE, []byte("key"), 0)
	a.sent("x", get)
	a.sent("x", get)
	a.sent("y", put)
	a.answered("y", put, put)
	if a.messages != 3 || a.queried != 1 || fmt.Sprint(a.stored) != fmt.Sprint([]peer.ID{"y"}) {
		t.Errorf("%d messages, %d peers asked, stored at %v; want 3, 1 and y", a.messages, a.queried, a.stored)
	}
	// Type 1 byte of tag and 1 of value, key 2 + 3, in front of all its length;
	// GET_VALUE is 1, PUT_VALUE 0 and so left out.
	if want := 2*(1+2+5+2) + 2*(1+5+2); a.bytes != want {
		t.Errorf("%d bytes, want %d", a.bytes, want)
	}
}

func TestTheBestValueIsTheSource(t *testing.T) {
	a := newAccount([]peer.ID{"old", "new", "late"})
	ask := pb.NewMessage(pb.Message_GET_VALUE, []byte("key"), 0)
	for _, from := range []struct {
		p      peer.ID
		number uint64
	}{{"old", 1}, {"new", 2}, {"late", 2}} {
		answer := pb.NewMessage(pb.Message_GET_VALUE, []byte("key"), 0)
		rec := &record{values: make([]*value, from.number-1)}
		answer.Record = recordOf(rec.newValue(nil, "text", 0).bytes)
		a.answered(from.p, ask, answer)
	}
	if a.source != "new" {
		t.Errorf("source %q, want the first with the newest value", a.source)
	}
}

func TestAccountsTravelInContexts(t *testing.T) {
	a := newAccount(nil)
	ctx, cancel := context.WithCancel(a.context(context.Background()))
	defer cancel()
	if accountOf(ctx) != a || accountOf(context.Background()) != nil {
		t.Error("the account is not where it should be")
	}
}
