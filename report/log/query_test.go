package log

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestPeerPatterns(t *testing.T) {
	peers := []string{"servers-0", "servers-1", "servers-12", "clients-1", "pod-a", "web-x-3", "odd-", "a[1]"}
	for pattern, want := range map[string]string{
		"servers-1":     "servers-1",
		"servers":       "servers-0 servers-1 servers-12",
		"servers[1]":    "servers-1",
		"servers[0:2]":  "servers-0 servers-1",
		"servers[1:99]": "servers-1 servers-12",
		"servers-1*":    "servers-1 servers-12",
		"servers-[01]":  "servers-0 servers-1",
		"*-1":           "servers-1 clients-1",
		"all":           strings.Join(peers, " "),
		"pod-a":         "pod-a",
		"pod":           "",
		"web-x":         "web-x-3",
		"odd-":          "odd-",
		"nobody":        "",
	} {
		is, err := peerPattern(nil, pattern)
		if err != nil {
			t.Errorf("%s: %v", pattern, err)
			continue
		}
		var got []string
		for _, p := range append(peers, "") {
			if is(p) {
				got = append(got, p)
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s means %v, want %s", pattern, got, want)
		}
	}
	for _, bad := range []string{"", "a[", "a[3:3]", "a[5:2]"} {
		if _, err := peerPattern(nil, bad); err == nil || !strings.Contains(err.Error(), "want") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestOpNames(t *testing.T) {
	for _, tt := range []struct {
		text string
		id   trace.Nth
		name string
		nth  int64
		want bool
	}{
		{"a/7", nth("a", 7), "x", 1, true},
		{"a/7", nth("b", 7), "a/7", 7, false},
		{"a/7", nth("a", 6), "a/7", 7, false},
		{"x.get", nth("a", 7), "x.get", 3, true},
		{"x.get", nth("a", 7), "x.gets", 3, false},
		{"x.get#3", nth("a", 7), "x.get", 3, true},
		{"x.get#3", nth("a", 3), "x.get", 7, false},
		{"x.*", nth("a", 7), "x.get", 3, true},
		{"x.*#3", nth("a", 7), "x.get", 3, true},
	} {
		o, err := parseOpName(tt.text)
		if err != nil || o.means(tt.id, tt.name, tt.nth) != tt.want {
			t.Errorf("%+v: %v", tt, err)
		}
	}
	for _, bad := range []string{"", "0", "-1", "7", "x#", "x#0", "x#y", "#1", "[", "[#1"} {
		if _, err := parseOpName(bad); err == nil {
			t.Errorf("%q names an operation", bad)
		}
	}
}

// TestQueries lists the lines that each filter leaves of the known log.
func TestQueries(t *testing.T) {
	for _, tt := range []struct {
		why  string
		q    Query
		want string
	}{
		{"time is half open", Query{From: 3000000001, To: 4 * time.Second}, "8 9 10 11"},
		{"no end", Query{From: 6 * time.Second}, "19 20"},
		{"who acts or is concerned", Query{Peers: []string{"c"}}, "3 9 10 11 12 14 15 16 20"},
		{"one or the other", Query{Peers: []string{"c", "a"}, Kinds: []string{"up", "down"}}, "1 3 20"},
		{"both filters", Query{Peers: []string{"a-0"}, Kinds: []string{"dial"}}, "5 15"},
		{"messages of a protocol", Query{Protocols: []string{"/y/1"}}, "11 12"},
		{"or of a prefix", Query{Protocols: []string{"/"}}, "7 8 11 12 13 16 17"},
		{"an operation's, on all peers", Query{Ops: []string{"x.get#1"}}, "4 5 6 7 8 9 10 11 12 13 17 18"},
		{"by peer and number", Query{Ops: []string{"c/1"}, Kinds: []string{"op", "dial"}}, "14 15"},
		{"by name", Query{Ops: []string{"x.get"}, Kinds: []string{"op"}}, "4 14"},
		{"nothing", Query{Peers: []string{"z"}}, ""},
	} {
		f, err := tt.q.Filter()
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
			continue
		}
		var got []string
		for e, err := range f.Select(Read(strings.NewReader(known))) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(e.Line))
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: lines %v, want %s", tt.why, got, tt.want)
		}
	}
}

// TestBadQueries: all that is wrong is said at once.
func TestBadQueries(t *testing.T) {
	_, err := Query{
		From: 2, To: 1, Peers: []string{"a["}, Kinds: []string{"sent"}, Ops: []string{"x#y"}, Protocols: []string{""},
	}.Filter()
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"from 2ns to 1ns", `"a["`, `"sent"; want one of up, down`, `"x#y"`, "protocol"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in %v", want, err)
		}
	}
}

// TestSelectStops: nothing is read beyond the end of the range.
func TestSelectStops(t *testing.T) {
	f, err := Query{To: 1}.Filter()
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	events := func(yield func(*Event, error) bool) {
		for e, err := range Read(strings.NewReader(known)) {
			if read++; !yield(e, err) {
				return
			}
		}
	}
	if got := len(slices.Collect(func(yield func(*Event) bool) {
		for e := range f.Select(events) {
			if !yield(e) {
				return
			}
		}
	})); got != 3 || read != 4 {
		t.Errorf("%d events selected, %d read; want 3 and 4", got, read)
	}
}
