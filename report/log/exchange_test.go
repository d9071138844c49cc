package log

import (
	"fmt"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestExchanges: each message has its part in an exchange, and a new exchange
// begins in time.
func TestExchanges(t *testing.T) {
	other := map[string]string{"a": "b", "b": "a"}
	for _, tt := range []struct{ why, log, want string }{
		{
			"a request of two messages, and a second one",
			"a>b1 a>b2 ra1 ra2 b>a1 rb1 a>b3 ra3",
			"asks* asks gets gets tells hears asks* gets",
		},
		{"two answers", "a>b1 ra1 b>a1 b>a2 rb1 rb2 a>b2", "asks* gets tells tells hears hears asks*"},
		{"both ask, neither knows of the other", "a>b1 b>a1 ra1 rb1", "asks* asks* gets gets"},
		{"a message of which the sending is not known", "ra7", "none"},
	} {
		var x exchanges
		var got []string
		for now, word := range strings.Fields(tt.log) {
			e := trace.Event{T: int64(now), Kind: trace.Send, P: word[:1], Proto: "/x"}
			if message, ok := strings.CutPrefix(word, "r"); ok {
				e.Kind, e.P, e.Q = trace.Recv, other[message[:1]], message[:1]
				fmt.Sscan(message[1:], &e.Ref)
			} else {
				e.Q = other[e.P]
				fmt.Sscan(word[3:], &e.ID)
			}
			if e.Stream = 5; e.P == "b" { // a opened it
				e.Stream = -5
			}
			_, as, begins := x.add(&Event{Event: e})
			s := [...]string{"none", "asks", "gets", "tells", "hears"}[as]
			if begins {
				s += "*"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", tt.why, got, tt.want)
		}
	}
}

// TestExchangeTimes: the server reads from its first message on, and answers
// until its last.
func TestExchangeTimes(t *testing.T) {
	var x exchanges
	var of *exchange
	for _, e := range []trace.Event{
		{T: 1, Kind: trace.Send, P: "a", Q: "b", ID: 1, Stream: 1},
		{T: 2, Kind: trace.Send, P: "a", Q: "b", ID: 2, Stream: 1, Arrive: -1},
		{T: 3, Kind: trace.Send, P: "a", Q: "b", ID: 3, Stream: 1},
		{T: 4, Kind: trace.Recv, P: "b", Q: "a", Ref: 1, Stream: -1},
		{T: 5, Kind: trace.Recv, P: "b", Q: "a", Ref: 3, Stream: -1},
		{T: 6, Kind: trace.Send, P: "b", Q: "a", ID: 1, Stream: -1},
		{T: 7, Kind: trace.Send, P: "b", Q: "a", ID: 2, Stream: -1},
		{T: 8, Kind: trace.Recv, P: "a", Q: "b", Ref: 1, Stream: 1},
		{T: 9, Kind: trace.Recv, P: "a", Q: "b", Ref: 2, Stream: 1},
	} {
		of, _, _ = x.add(&Event{Event: e})
	}
	want := exchange{stream: nth("a", 1), client: "a", server: "b", asked: 1, asking: 3, reached: 4, reading: 5, answered: 7, heard: 9, lost: true}
	if *of != want {
		t.Errorf("got %+v, want %+v", *of, want)
	}
}

// TestDropped: a request that came where nobody took it is lost, an answer is not the
// request's loss.
func TestDropped(t *testing.T) {
	ask := trace.Event{T: 1, Kind: trace.Send, P: "a", Q: "b", ID: 1, Stream: 1, Arrive: 4}
	for _, tt := range []struct {
		after []trace.Event
		lost  bool
	}{
		{[]trace.Event{{T: 4, Kind: trace.Drop, P: "a", Q: "b", Ref: 1}}, true},
		{[]trace.Event{
			{T: 4, Kind: trace.Recv, P: "b", Q: "a", Ref: 1, Stream: -1},
			{T: 5, Kind: trace.Send, P: "b", Q: "a", ID: 1, Stream: -1, Arrive: 8},
			{T: 8, Kind: trace.Drop, P: "b", Q: "a", Ref: 1},
		}, false},
	} {
		var x exchanges
		of, _, _ := x.add(&Event{Event: ask})
		for _, e := range tt.after {
			x.add(&Event{Event: e})
		}
		if of.lost != tt.lost {
			t.Errorf("after %v the request is lost: %v", tt.after, of.lost)
		}
	}
}
