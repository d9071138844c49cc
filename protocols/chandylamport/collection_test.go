package chandylamport

import (
	"strings"
	"testing"
)

func process1() *process {
	return &process{ref: ref{"p", 1}}
}

func state(id snapshotID, boot uint64, in, out []end) *message {
	return &message{kind: kindState, marker: marker{id: id}, boot: boot, in: in, out: out}
}

func (c *collection) isDone() bool {
	select {
	case <-c.done:
		return true
	default:
		return false
	}
}

// TestCollectionFollowsChannels: a collection waits for every process that a
// channel leads to, from whichever side it is heard of, and for the end of
// every channel.
func TestCollectionFollowsChannels(t *testing.T) {
	id := snapshotID{"p", 1}
	p, q, r := ref{"p", 1}, ref{"q", 1}, ref{"r", 3}
	c := newCollection(process1(), id)
	if c.isDone() {
		t.Fatal("complete without the initiator's own state")
	}
	steps := []struct {
		why  string
		from *reporter
		m    *message
		done bool
	}{
		{"p has a channel to q", c.own, state(id, 1, nil, []end{{q, 1}}), false},
		{"q has one from p and one from r", &reporter{collection: c, peer: "q"}, state(id, 1, []end{{p, 1}, {r, 1}}, nil), false},
		{"r has none", &reporter{collection: c, peer: "r"}, state(id, 3, nil, nil), false},
		{"p>q is over", nil, &message{kind: kindClosed, index: 0}, false},
		{"r>q held something", nil, &message{kind: kindHeld, index: 1, seq: 4, amount: 5}, false},
		{"r>q is over", nil, &message{kind: kindClosed, index: 1}, true},
	}
	for _, s := range steps {
		from := s.from
		if from == nil {
			from = steps[1].from
		}
		if err := from.take(s.m); err != nil {
			t.Errorf("%s: %v", s.why, err)
		}
		if c.isDone() != s.done {
			t.Errorf("%s: complete is %v, want %v", s.why, !s.done, s.done)
		}
	}
	late := &reporter{collection: c, peer: "s"}
	if err := late.take(state(id, 1, []end{{p, 2}}, nil)); err == nil || len(c.members) != 3 {
		t.Errorf("a report when all is complete: %v, %d members, want an error and 3", err, len(c.members))
	}
}

// TestAnotherStart: a peer that has started again does not answer for its
// former process.
func TestAnotherStart(t *testing.T) {
	id := snapshotID{"p", 1}
	c := newCollection(process1(), id)
	if err := c.own.take(state(id, 1, nil, []end{{ref{"q", 1}, 1}})); err != nil {
		t.Fatal(err)
	}
	if err := (&reporter{collection: c, peer: "q"}).take(state(id, 2, nil, nil)); err != nil {
		t.Fatal(err)
	}
	if c.isDone() {
		t.Error("complete with the second process of q, want the first")
	}
}

func TestBadReports(t *testing.T) {
	id := snapshotID{"p", 1}
	for _, tt := range []struct {
		why      string
		messages []*message
		want     string
	}{
		{"no state", []*message{{kind: kindClosed}}, "begins with a message of kind 7"},
		{"another snapshot", []*message{state(snapshotID{"p", 2}, 1, nil, nil)}, "begins with"},
		{"a second state", []*message{state(id, 1, []end{{}}, nil), state(id, 1, nil, nil)}, "kind 5 in a report"},
		{"a channel that is not there", []*message{state(id, 1, []end{{}}, nil), {kind: kindHeld, index: 1}}, "channel 1, which is not open"},
		{"a channel that is over", []*message{state(id, 1, []end{{}, {}}, nil), {kind: kindClosed}, {kind: kindHeld}}, "channel 0, which is not open"},
	} {
		c := newCollection(process1(), id)
		r := &reporter{collection: c, peer: "q"}
		var err error
		for _, m := range tt.messages {
			if err == nil {
				err = r.take(m)
			}
		}
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.why, err, tt.want)
		}
	}
	c := newCollection(process1(), id)
	for i, want := range []bool{true, false} {
		if err := (&reporter{collection: c, peer: "q"}).take(state(id, 1, nil, nil)); (err == nil) != want {
			t.Errorf("report %d of one process: %v", i+1, err)
		}
	}
}

func TestSomeNames(t *testing.T) {
	if got := some([]string{"n-2", "n-1"}); got != "n-1, n-2" {
		t.Errorf("%q", got)
	}
	if got := some(make([]string, 40)); !strings.HasSuffix(got, " and 8 more") {
		t.Errorf("%q", got)
	}
}
