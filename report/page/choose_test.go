package page

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestLimits: with any limits, no column is longer, all columns of a table are as
// long, and the first operation of a name is there.
func TestLimits(outer *testing.T) {
	l := lab.New(outer, "busy")
	lab.Busy(l, 30, 300)
	dir := l.Write()
	rapid.Check(outer, func(t *rapid.T) {
		at := func(name string) int { return rapid.IntRange(1, 3000).Draw(t, name) }
		small := limits{
			messages: at("messages"), ops: at("ops"), conns: at("conns"), marks: at("marks"),
			cuts: at("cuts"), keys: at("keys"), readings: at("readings"), text: 20, scenario: 10, figures: at("figures"),
		}
		page, err := render(dir, small)
		if err != nil {
			t.Fatal(err)
		}
		d := embedded(outer, string(page))
		m := d.Messages
		for _, tt := range []struct {
			what      string
			got, most int
		}{
			{"messages", len(m.T), small.messages}, {"operations", len(d.Ops.ID), small.ops},
			{"connections", len(d.Conns.T), small.conns}, {"marks", len(d.Life.T), small.marks},
			{"dials", len(d.Dials.T), small.marks}, {"keys", len(d.Replicas.Keys), small.keys},
			{"readings", len(d.Replicas.T[0]), small.readings},
		} {
			if tt.got > tt.most {
				t.Errorf("%d %s, want at most %d", tt.got, tt.what, tt.most)
			}
		}
		for _, n := range []int{len(m.Way), len(m.Wait), len(m.From), len(m.To), len(m.Protocol), len(m.Size), len(m.Op)} {
			if n != len(m.T) {
				t.Fatalf("columns of %d and %d messages", n, len(m.T))
			}
		}
		if d.Ops.ID[0] != 1 && small.ops > 0 {
			t.Errorf("the first operation is %d, want 1", d.Ops.ID[0])
		}
		count := map[int64]int64{}
		for _, op := range m.Op {
			count[op]++
		}
		for i, id := range d.Ops.ID {
			if d.Ops.Whole[i] == 1 && count[id] != d.Ops.Messages[i] {
				t.Errorf("operation %d has %d of %d messages, but is said to be whole", id, count[id], d.Ops.Messages[i])
			}
		}
	})
}

// TestLargeFigures: figures that are too large are links.
func TestLargeFigures(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 5, 5)
	dir := l.Write()
	few := standard
	few.figures = 100
	page, _ := rendered(t, dir, few)
	if strings.Contains(page, "<img") || !strings.Contains(page, `href="plots/kademlia-replicas.svg"`) || !strings.Contains(page, "1 figure only linked") {
		t.Error("a figure of more than 100 bytes is no mere link")
	}
}

// TestFailedAndSlow: they come before the others.
func TestFailedAndSlow(t *testing.T) {
	s := newSurvey(1000, nil)
	for i, o := range []struct {
		took    int64
		outcome string
	}{{5, "ok"}, {6, "ok"}, {90, "ok 3 peers"}, {7, "timeout"}, {-1, ""}, {8, "okay?"}} {
		id := int64(i + 1)
		s.add(&trace.Event{T: 10, Kind: trace.OpStart, P: "a", Proto: "x", ID: id})
		if o.took >= 0 {
			s.add(&trace.Event{T: 10 + o.took, Kind: trace.OpEnd, P: "a", Proto: "x", ID: id, Detail: o.outcome})
		}
	}
	want := []int{0, 3, 4, 5, 2, 1} // the first; failed, slow, failed, slow; the rest
	got := s.ranked()
	for i := range want {
		if i >= len(got) || got[i] != want[i] {
			t.Fatalf("ranked %v, want %v", got, want)
		}
	}
}

// TestListed: a quarter is for operations of the window.
func TestListed(t *testing.T) {
	s := newSurvey(1000, nil)
	for i := range int64(20) {
		s.add(&trace.Event{T: i, Kind: trace.OpStart, P: "a", Proto: "x", ID: i + 1})
	}
	ranked := s.ranked()
	got := s.listed(ranked, choice{from: 17, to: 19}, 8)
	want := []int{0, 1, 2, 3, 4, 5, 17, 18}
	if !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
}

// TestBusiest: the window is around the busiest bucket and holds no more.
func TestBusiest(t *testing.T) {
	s := newSurvey(buckets*10, nil)
	copy(s.histogram.N, []int64{1, 2, 50, 30, 4, 9})
	for _, tt := range []struct{ most, from, to int64 }{
		{10, 20, 30}, // more than most: the collector stops in it
		{50, 20, 30},
		{80, 20, 40},
		{84, 20, 50},
		{86, 10, 50},
		{87, 0, 50},
		{96, 0, buckets * 10},
	} {
		if from, to := s.busiest(tt.most); from != tt.from || to != tt.to {
			t.Errorf("at most %d messages: %d to %d, want %d to %d", tt.most, from, to, tt.from, tt.to)
		}
	}
}
