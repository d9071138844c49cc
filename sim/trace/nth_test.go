package trace

import "testing"

func TestNth(t *testing.T) {
	for _, n := range []Nth{{"clients-4", 7}, {"ping/pod", 1}, {"a", 1 << 40}} {
		if got, err := ParseNth(n.String()); err != nil || got != n {
			t.Errorf("%v is read as %v, %v", n, got, err)
		}
	}
	for _, text := range []string{"", "7", "/7", "a/", "a/0", "a/-1", "a/x", "a"} {
		if got, err := ParseNth(text); err == nil {
			t.Errorf("%q is read as %v", text, got)
		}
	}
}

// TestNames: both ends of a message, a stream and an operation name them alike.
func TestNames(t *testing.T) {
	send := Event{Kind: Send, P: "a", Q: "b", ID: 3, Stream: -2, Op: 5}
	recv := Event{Kind: Recv, P: "b", Q: "a", Ref: 3, Stream: 2}
	if send.Message() != recv.Message() || send.OnStream() != recv.OnStream() || send.OnStream() != (Nth{"b", 2}) {
		t.Errorf("%v on %v, %v on %v", send.Message(), send.OnStream(), recv.Message(), recv.OnStream())
	}
	for _, op := range []Nth{{"a", 5}, {"b", 5}, {}} {
		e := Event{Kind: Send, P: "a"}
		if e.Within(op); e.Operation() != op || op.Peer == "a" && e.Of != "" {
			t.Errorf("%+v belongs to %v, want %v", e, e.Operation(), op)
		}
	}
}
