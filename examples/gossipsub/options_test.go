package main

import (
	"reflect"
	"strings"
	"testing"

	pubsub "github.com/libp2p/go-libp2p-pubsub"
)

// TestDefaults: the defaults are pubsub's, all of them.
func TestDefaults(t *testing.T) {
	got, want := params(defaults()), pubsub.DefaultGossipSubParams()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("the defaults are\n%+v, want pubsub's\n%+v", got, want)
	}
}

func params(o Options) pubsub.GossipSubParams { return o.params() }

// TestDegrees: every degree gives limits that pubsub accepts.
func TestDegrees(t *testing.T) {
	for d := 4; d <= 1000; d++ {
		o := defaults()
		o.D = d
		if err := Protocol.Check(&o); err != nil {
			t.Errorf("d = %d: %v", d, err)
		}
	}
}

// TestCheck: options that contradict each other are told apart.
func TestCheck(t *testing.T) {
	for want, change := range map[string]func(*Options){
		"d is 6, want it between d_low 7 and d_high 12":            func(o *Options) { o.DLow = 7 },
		"d is 6, want it between d_low 5 and d_high 5":             func(o *Options) { o.DHigh = 5 },
		"d_out is 3, want it below d_low 5 and below half of d, 3": func(o *Options) { o.DOut = 3 },
		"d_out is 2, want it below d_low 2 and below half of d, 3": func(o *Options) { o.DLow = 2 },
		"history_gossip is 3, want at most history_length 2":       func(o *Options) { o.HistoryLength = 2 },
	} {
		o := defaults()
		change(&o)
		if err := Protocol.Check(&o); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
