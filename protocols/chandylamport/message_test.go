package chandylamport

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/libp2p/go-libp2p/core/peer"
	"pgregory.net/rapid"
)

func drawMarker(t *rapid.T) marker {
	return marker{
		snapshotID{peer.ID(rapid.String().Draw(t, "initiator")), rapid.Uint64().Draw(t, "number")},
		rapid.String().Draw(t, "address"), drawTrace(t),
	}
}

func drawTrace(t *rapid.T) string {
	return rapid.StringMatching(`00-[0-9a-f]{31}1-1[0-9a-f]{15}-01`).Draw(t, "trace")
}

func drawEnds(t *rapid.T, name string) []end {
	var out []end
	for range rapid.IntRange(0, 4).Draw(t, name) {
		out = append(out, end{
			ref{peer.ID(rapid.String().Draw(t, "peer")), rapid.Uint64().Draw(t, "boot")},
			rapid.Uint64().Draw(t, "number"),
		})
	}
	return out
}

// TestMessageRoundTrip: messages of every kind survive the wire, one after
// another.
func TestMessageRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		num := func(what string) uint64 { return rapid.Uint64().Draw(t, what) }
		var all []*message
		var wire []byte
		for range rapid.IntRange(1, 5).Draw(t, "messages") {
			m := &message{kind: byte(rapid.IntRange(kindOpen, kindClosed).Draw(t, "kind"))}
			switch m.kind {
			case kindOpen:
				m.boot, m.number, m.trace = num("boot"), num("number"), drawTrace(t)
			case kindAccept:
				m.boot = num("boot")
				for range rapid.IntRange(0, 4).Draw(t, "markers") {
					m.markers = append(m.markers, drawMarker(t))
				}
			case kindTransfer:
				m.seq, m.amount, m.trace = num("seq"), num("amount"), drawTrace(t)
			case kindMarker:
				m.marker = drawMarker(t)
			case kindState:
				m.marker.id = drawMarker(t).id
				m.boot, m.money, m.text = num("boot"), num("money"), rapid.String().Draw(t, "text")
				m.in, m.out, m.trace = drawEnds(t, "in"), drawEnds(t, "out"), drawTrace(t)
			case kindHeld:
				m.index, m.seq, m.amount = num("index"), num("seq"), num("amount")
			case kindClosed:
				m.index = num("index")
			}
			all = append(all, m)
			wire = m.append(wire)
		}
		in := bufio.NewReader(bytes.NewReader(wire))
		for i, m := range all {
			got, err := readMessage(in)
			if err != nil || !reflect.DeepEqual(got, m) {
				t.Fatalf("message %d: %+v, %v, want %+v", i, got, err, m)
			}
		}
		if _, err := readMessage(in); err != io.EOF {
			t.Fatalf("after the last message: %v, want io.EOF", err)
		}
	})
}

func TestBadMessages(t *testing.T) {
	for _, tt := range []struct{ why, wire, want string }{
		{"no kind", "\x00", "empty message"},
		{"an unknown kind", "\x01\x63", "unknown kind 99"},
		{"a field is missing", "\x02\x03\x01", "too short"},
		{"a field too many", "\x05\x06\x01\x01\x01\x01", "too long"},
		{"no trace", "\x04\x03\x01\x01\x00", "no traceparent"},
		{"a trace of zeros", "\x3b\x03\x01\x01\x3700-" + strings.Repeat("0", 32) + "-0000000000000001-01", "no traceparent"},
		{"a text that goes beyond the end", "\x03\x04\x7fa", "too short"},
		{"more markers than there can be", "\x04\x02\x01\x7f\x00", "too short"},
		{"too long", "\x81\x80\x40", "1048577 bytes, want at most 1048576"},
		{"cut short", "\x05\x03", "cut short"},
	} {
		_, err := readMessage(bufio.NewReader(strings.NewReader(tt.wire)))
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", tt.why, err, tt.want)
		}
	}
	if _, err := readMessage(bufio.NewReader(strings.NewReader("\x05\x03"))); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cut short: %v, want it to be io.ErrUnexpectedEOF", err)
	}
}

// FuzzMessage: any input is refused or has one form.
func FuzzMessage(f *testing.F) {
	const trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
	for _, m := range []*message{
		{kind: kindOpen, boot: 1, number: 2, trace: trace},
		{kind: kindAccept, boot: 1, markers: []marker{{snapshotID{"p", 1}, "addr", trace}}},
		{kind: kindTransfer, seq: 1, amount: 300, trace: trace},
		{kind: kindState, boot: 1, money: 2, text: "cat", in: []end{{ref{"p", 1}, 2}}, trace: trace},
	} {
		f.Add(m.append(nil)[1:])
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, err := parseMessage(body)
		if err != nil {
			return
		}
		again, err := readMessage(bufio.NewReader(bytes.NewReader(m.append(nil))))
		if err != nil || !reflect.DeepEqual(again, m) {
			t.Fatalf("%+v became %+v, %v", m, again, err)
		}
	})
}
