//go:build simsealed

package gossipsub

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/protocoltest"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestGroups: what peers send is what the options of their group say, and what they take to check
// a message is, too.
func TestGroups(t *testing.T) {
	const peers = 20
	yes, no, none := true, false, sim.Share(0)
	rec := run(t, 1, peers, 0, "", func(o *Options) {
		o.D = 8
		o.Groups = []Group{
			{Peers: "n[0]", FloodPublish: &yes},
			{Peers: "n[1:3]", D: 4, DHigh: 4},
			{Peers: "n[3]", IDontWantThreshold: 1},
			{Peers: "n[4]", Validation: &Validation{dist.Constant(time.Second), false, 1, 32}},
			{Peers: "n[5]", DLazy: 1, GossipFactor: &none, Heartbeat: 5 * time.Second},
			{Peers: "n[0:6]", FloodPublish: &no}, // all of whom have been in a group before
		}
	}, func(l *protocoltest.Bench) {
		for _, by := range []sim.Selector{"n[0]", "n[1]", "n[2]", "n[6]", "n[7]"} {
			publish(l, by, "")
		}
	})
	sent := map[string]map[string]int{} // by name of the message and by peer
	published := map[string]int{}       // messages that a publisher sends, its own
	last := ""
	for _, e := range protocoltest.Events(rec, "") {
		switch {
		case e.Kind == trace.OpStart:
			last = e.P
		case e.Kind == trace.Send:
			for name := range strings.SplitSeq(e.Detail, "+") {
				if sent[name] == nil {
					sent[name] = map[string]int{}
				}
				sent[name][e.P]++
				if name == "MESSAGE" && e.P == last {
					published[e.P]++
				}
			}
		}
	}
	if got := published["n-0"]; got != peers-1 {
		t.Errorf("who floods sends its message to %d, want all %d", got, peers-1)
	}
	for _, n := range []string{"n-1", "n-2"} {
		if got := published[n]; got > 4 {
			t.Errorf("%s with d = 4 sends its message to %d", n, got)
		}
	}
	for _, n := range []string{"n-6", "n-7"} {
		if got := published[n]; got < 5 || got > 16 {
			t.Errorf("%s with d = 8 sends its message to %d, want a mesh of 8", n, got)
		}
	}
	if got := sent["IDONTWANT"]; len(got) != 1 || got["n-3"] == 0 {
		t.Errorf("IDONTWANT is sent by %v, want n-3 alone", got)
	}
	if got, others := sent["IHAVE"]["n-5"], sent["IHAVE"]["n-8"]; got == 0 || got*6 > others {
		t.Errorf("who gossips to one at every fifth heartbeat sends %d IHAVE, others %d", got, others)
	}
	for _, s := range protocoltest.Samples(rec, "gossipsub.delivery") {
		if slow := s.Value >= 1e9; slow != (s.Peer == "n-4") {
			t.Errorf("%s takes %v, and n-4 alone takes a second to check a message", s.Peer, time.Duration(s.Value))
		}
	}
}

// TestGroupScore: a group scores others, and who is in none does not.
func TestGroupScore(t *testing.T) {
	s := &Score{}
	s.SetDefaults()
	s.Topic.TimeInMeshWeight, s.Topic.TimeInMeshCap = 1, 100
	run(t, 1, 6, 0, "", func(o *Options) { o.Groups = []Group{{Peers: "n[2]", Score: s}} }, func(l *protocoltest.Bench) {
		for i, n := range l.Nodes {
			if scores := l.Instance.(*instance).subscribers[n].scores; (len(scores) > 0) != (i == 2) {
				t.Errorf("%s scores %v, want n-2 alone to score", n.Name, scores)
			}
		}
	})
}

// TestEveryGroupOption: each option of a group takes the place of that of all, and what it leaves out does not.
func TestEveryGroupOption(t *testing.T) {
	base := defaults()
	if o := (&Group{}).over(base); !reflect.DeepEqual(o, base) {
		t.Errorf("a group without options has %+v, want %+v", o, base)
	}
	yes, half := true, sim.Share(0.5)
	full := Group{"all", 21, 22, 23, 24, 25, 26, &half, 27, &yes, 28, 29, &Validation{Workers: 30}, &Score{}}
	o := reflect.ValueOf(full.over(base))
	for i := range reflect.TypeFor[Group]().NumField() {
		f := reflect.TypeFor[Group]().Field(i)
		if f.Name == "Peers" {
			continue
		}
		want := reflect.ValueOf(full).Field(i)
		if want.Kind() == reflect.Pointer && o.FieldByName(f.Name).Kind() != reflect.Pointer {
			want = want.Elem()
		}
		if got := o.FieldByName(f.Name); got.Interface() != want.Interface() {
			t.Errorf("%s is %v, want the group's, %v", f.Name, got, want)
		}
		all, _ := reflect.TypeFor[Options]().FieldByName(f.Name)
		if f.Tag.Get("yaml") != all.Tag.Get("yaml") {
			t.Errorf("%s is called %q, and of all %q", f.Name, f.Tag.Get("yaml"), all.Tag.Get("yaml"))
		}
	}
}
