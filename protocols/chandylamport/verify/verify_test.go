package verify

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var (
	ab = Channel{"a", "b", 1}
	ba = Channel{"b", "a", 1}
	bc = Channel{"b", "c", 1}
)

// history is three processes with 100 units each. At the snapshot "a/1", 5
// units are on their way from a to b, in two messages; c got 10 from b.
func history() *Observer {
	o := &Observer{}
	for _, p := range []string{"a", "b", "c"} {
		o.Join(p, 100)
	}
	for _, c := range []Channel{ab, ba, bc} {
		o.Open(c, c.To)
		o.Open(c, c.From)
	}
	o.Send(bc, Message{1, 10})
	o.Send(ab, Message{1, 3})
	o.Send(ab, Message{2, 2})
	o.Receive(bc, 1)
	o.Cut("a/1", "a", "cat")
	o.Cut("a/1", "b", "dog")
	o.Receive(ab, 1)
	o.Cut("a/1", "c", "rat")
	o.Receive(ab, 2)
	o.Send(ab, Message{3, 50})
	o.Receive(ab, 3)
	return o
}

// truth is the snapshot that an honest algorithm takes in history.
func truth() Snapshot {
	return Snapshot{
		ID:     "a/1",
		States: []State{{"a", 95, "cat"}, {"b", 90, "dog"}, {"c", 110, "rat"}},
		Transits: []Transit{
			{ab, []Message{{1, 3}, {2, 2}}},
			{ba, nil},
			{bc, nil},
		},
	}
}

func TestTruth(t *testing.T) {
	if v := history().Judge(truth()); !v.Consistent() || v.String() != "consistent" {
		t.Errorf("an honest snapshot: %q", v.Faults)
	}
}

// TestLies: each kind of lie is found, by the check that is there for it.
func TestLies(t *testing.T) {
	for _, tt := range []struct {
		lie  string
		tell func(o *Observer, s *Snapshot)
		want []string // in this order, and no others
	}{
		{
			"an account is too full",
			func(_ *Observer, s *Snapshot) { s.States[1].Money++ },
			[]string{"b is said to hold 91 units, its account held 90", "the snapshot holds 301 units, there were 300"},
		},
		{
			"money is moved between accounts",
			func(_ *Observer, s *Snapshot) { s.States[0].Money++; s.States[1].Money-- },
			[]string{"a is said to hold 96", "b is said to hold 89"},
		},
		{
			"another pet",
			func(_ *Observer, s *Snapshot) { s.States[2].Text = "cow" },
			[]string{`c is said to be "cow", it was "rat"`},
		},
		{
			"a message is kept quiet",
			func(_ *Observer, s *Snapshot) { s.Transits[0].Messages = s.Transits[0].Messages[:1] },
			[]string{"channel a>b is said to hold #[1], it held #[1 2]", "the snapshot holds 298 units, there were 300"},
		},
		{
			"a channel is left out",
			func(_ *Observer, s *Snapshot) { s.Transits = s.Transits[1:] },
			[]string{"channel a>b is said to hold nothing, it held #[1 2]", "295 units"},
		},
		{
			"a message from after the cut",
			func(_ *Observer, s *Snapshot) {
				s.Transits[0].Messages = append(s.Transits[0].Messages, Message{3, 50})
			},
			[]string{"channel a>b is said to hold #[1 2 3], it held #[1 2]", "350 units"},
		},
		{
			"a message that came in before the cut",
			func(_ *Observer, s *Snapshot) { s.Transits[2].Messages = []Message{{1, 10}} },
			[]string{"channel b>c is said to hold #[1], it held nothing", "310 units"},
		},
		{
			"messages change places",
			func(_ *Observer, s *Snapshot) { s.Transits[0].Messages = []Message{{2, 2}, {1, 3}} },
			[]string{"channel a>b is said to hold #[2 1], it held #[1 2]"},
		},
		{
			"a message carries another sum",
			func(_ *Observer, s *Snapshot) { s.Transits[0].Messages[0].Money = 4 },
			[]string{"channel a>b is said to hold", "301 units"},
		},
		{
			"a process is left out",
			func(_ *Observer, s *Snapshot) { s.States = s.States[:2]; s.Transits = s.Transits[:2] },
			[]string{"c is left out, to which b had a channel"},
		},
		{
			"a process is there twice",
			func(_ *Observer, s *Snapshot) { s.States = append(s.States, s.States[0]) },
			[]string{"a is in the snapshot twice", "395 units"},
		},
		{
			"a channel is there twice",
			func(_ *Observer, s *Snapshot) { s.Transits = append(s.Transits, Transit{ab, nil}) },
			[]string{"channel a>b is in the snapshot twice"},
		},
		{
			"a channel that never was",
			func(_ *Observer, s *Snapshot) { s.Transits = append(s.Transits, Transit{Channel{"c", "a", 1}, nil}) },
			[]string{"channel c>a is between no two processes"},
		},
		{
			"a process that never recorded",
			func(o *Observer, s *Snapshot) { o.Join("d", 7); s.States = append(s.States, State{"d", 7, ""}) },
			[]string{"d never recorded its state", "307 units"},
		},
		{
			"a process records twice",
			func(o *Observer, _ *Snapshot) { o.Cut("a/1", "b", "dog") },
			[]string{"b records twice for a/1"},
		},
		{
			"a message is received twice",
			func(o *Observer, _ *Snapshot) { o.Receive(ab, 3) },
			[]string{"b received #3 from a, which was not sent, or twice"},
		},
		{
			"a message that nobody sent",
			func(o *Observer, _ *Snapshot) { o.Receive(ba, 9) },
			[]string{"a received #9 from b"},
		},
		{
			"an unknown process",
			func(o *Observer, _ *Snapshot) { o.Send(Channel{"x", "a", 1}, Message{1, 1}) },
			[]string{"channel x>a has an end that never began"},
		},
	} {
		o, s := history(), truth()
		tt.tell(o, &s)
		v := o.Judge(s)
		bad := len(v.Faults) != len(tt.want)
		for i := range min(len(v.Faults), len(tt.want)) {
			bad = bad || !strings.Contains(v.Faults[i], tt.want[i])
		}
		if bad || v.Consistent() {
			t.Errorf("%s: %q, want %q", tt.lie, v.Faults, tt.want)
		}
	}
}

// TestInconsistentCut: an effect inside the cut whose cause is outside, also
// when a third process lies between.
func TestInconsistentCut(t *testing.T) {
	o := &Observer{}
	for _, p := range []string{"a", "b", "c"} {
		o.Join(p, 100)
	}
	o.Cut("a/1", "a", "")
	o.Send(ab, Message{1, 1}) // overtakes the marker
	o.Receive(ab, 1)
	o.Send(bc, Message{1, 1})
	o.Cut("a/1", "b", "")
	o.Receive(bc, 1)
	o.Cut("a/1", "c", "")
	v := o.Judge(Snapshot{ID: "a/1", States: []State{{"a", 100, ""}, {"b", 100, ""}, {"c", 101, ""}}})
	want := []string{
		"inconsistent cut: b's knows event 3 of a, whose own ends with event 2",
		"inconsistent cut: c's knows event 3 of a, whose own ends with event 2",
		"the snapshot holds 301 units, there were 300",
	}
	if strings.Join(v.Faults, "\n") != strings.Join(want, "\n") || v.String() != want[0]+"; and 2 more" {
		t.Errorf("%q, want %q", v.Faults, want)
	}
}

// TestLost: a message on its way over a channel that ended before the cut is gone;
// over one that ended after, it is in flight, and no process can have seen it.
func TestLost(t *testing.T) {
	for _, tt := range []struct {
		why    string
		before bool
		want   string
	}{
		{"ended before the cut", true, "consistent"},
		{"ended after the cut", false, "channel a>b is said to hold nothing, it held #[1]; and 1 more"},
	} {
		o := &Observer{}
		o.Join("a", 10)
		o.Join("b", 10)
		o.Open(ab, "b")
		o.Open(ab, "a")
		o.Send(ab, Message{1, 4})
		o.Close(ab, "a")
		if tt.before {
			o.Close(ab, "b")
		}
		o.Cut("b/1", "b", "")
		o.Cut("b/1", "a", "")
		o.Close(ab, "b")
		v := o.Judge(Snapshot{ID: "b/1", States: []State{{"a", 6, ""}, {"b", 10, ""}}})
		if v.String() != tt.want {
			t.Errorf("%s: %v, want %s", tt.why, v, tt.want)
		}
	}
}

// TestOutsiders: money that came from, or went to, a process that is not in the
// snapshot and need not be.
func TestOutsiders(t *testing.T) {
	o := &Observer{}
	o.Join("a", 10)
	o.Join("b", 10)
	for _, c := range []Channel{ab, ba} {
		o.Open(c, c.To)
		o.Open(c, c.From)
	}
	o.Send(ba, Message{1, 3})
	o.Receive(ba, 1)
	o.Send(ab, Message{1, 5})
	o.Close(ab, "a") // b has crashed
	o.Close(ba, "a")
	o.Cut("a/1", "a", "")
	if v := o.Judge(Snapshot{ID: "a/1", States: []State{{"a", 8, ""}}}); !v.Consistent() {
		t.Errorf("%q, want 10+3-5 units to be right", v.Faults)
	}
}

// TestForget: a snapshot that was given up, or judged, leaves nothing behind.
func TestForget(t *testing.T) {
	o := history()
	o.Forget("a/1")
	o.Cut("a/1", "a", "") // a late marker
	if len(o.cuts) != 0 {
		t.Error("a forgotten snapshot is still watched")
	}
	o = history()
	o.Judge(truth())
	o.Cut("a/1", "a", "")
	if len(o.cuts) != 0 || len(o.broken) != 0 {
		t.Errorf("a judged snapshot is still watched: %q", o.broken)
	}
}

// TestAnyHistory: in any history, the state of all at one instant is a consistent
// snapshot, and a snapshot that lies about a single unit is not.
func TestAnyHistory(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := []string{"a", "b", "c", "d"}[:rapid.IntRange(2, 4).Draw(t, "processes")]
		o := &Observer{}
		money := map[string]int64{}
		flight := map[Channel][]Message{}
		var channels []Channel
		for _, p := range names {
			o.Join(p, 50)
			money[p] = 50
		}
		for _, p := range names {
			for _, q := range names {
				if p != q {
					c := Channel{p, q, 1}
					channels = append(channels, c)
					o.Open(c, p)
					o.Open(c, q)
				}
			}
		}
		seq := uint64(0)
		step := func() {
			c := channels[rapid.IntRange(0, len(channels)-1).Draw(t, "channel")]
			if m := flight[c]; len(m) > 0 && rapid.Bool().Draw(t, "receive") {
				o.Receive(c, m[0].Seq)
				money[c.To] += m[0].Money
				flight[c] = m[1:]
				return
			}
			seq++
			m := Message{seq, rapid.Int64Range(0, 9).Draw(t, "money")}
			o.Send(c, m)
			money[c.From] -= m.Money
			flight[c] = append(flight[c], m)
		}
		for range rapid.IntRange(0, 40).Draw(t, "steps before") {
			step()
		}
		s := Snapshot{ID: "x"}
		for _, p := range rapid.Permutation(names).Draw(t, "order") {
			o.Cut("x", p, p)
			s.States = append(s.States, State{p, money[p], p})
		}
		for _, c := range channels {
			if len(flight[c]) > 0 || rapid.Bool().Draw(t, "mention an empty channel") {
				s.Transits = append(s.Transits, Transit{c, append([]Message{}, flight[c]...)})
			}
		}
		for range rapid.IntRange(0, 40).Draw(t, "steps after") {
			step()
		}
		lie := rapid.Bool().Draw(t, "lie")
		if lie {
			i := rapid.IntRange(0, len(s.States)-1).Draw(t, "liar")
			s.States[i].Money++
		}
		if v := o.Judge(s); v.Consistent() == lie {
			t.Fatalf("lie %v: %v", lie, v)
		}
	})
}
