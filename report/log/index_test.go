package log

import (
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestBits(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := rapid.OneOf(rapid.Int64Range(0, 200_000), rapid.Int64Range(-70, 70), rapid.SampledFrom([]int64{math.MinInt64, math.MaxInt64}))
		in := rapid.SliceOf(number).Draw(t, "in")
		b := bits{}
		for _, i := range in {
			b.set(i)
		}
		for _, i := range append(in, rapid.SliceOf(number).Draw(t, "others")...) {
			if b.has(i) != slices.Contains(in, i) {
				t.Fatalf("%d is in: %v", i, b.has(i))
			}
		}
	})
}

func TestIndex(t *testing.T) {
	x, err := NewIndex(Read(strings.NewReader(known)))
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"a-0", "b-1", "c"}; !slices.Equal(x.Peers, want) {
		t.Errorf("peers %v, want %v", x.Peers, want)
	}
	if !x.Linked || x.Last != 6e9 || x.Events != 20 || len(x.Ops) != 2 {
		t.Errorf("%+v", x)
	}
	want := Op{ID: 1, Name: "x.get", Nth: 1, Peer: "a-0", About: "key", Begin: 1e9, End: 5e9, Ended: true, Outcome: "failed: not found", last: 18}
	if got := *x.Op(nth("a-0", 1)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	want = Op{ID: 1, Name: "x.get", Nth: 2, Peer: "c", About: "other", Begin: 4.5e9, End: 6e9, last: 16}
	if got := *x.Op(nth("c", 1)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for id, want := range map[trace.Nth]bool{nth("a-0", 1): true, nth("b-1", 1): true, nth("b-1", 2): true, nth("c", 1): false, nth("a-0", 2): false} {
		if x.reads(id) != want {
			t.Errorf("message %v is read: %v", id, !want)
		}
	}
}
