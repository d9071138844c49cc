//go:build simsealed

package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Every network must be able to carry the workload; a ratio to a network whose
// DHT did nothing would mean nothing. The log of ours obeys the laws.
func TestChildren(t *testing.T) {
	var laws trace.Validator
	var unlawful error
	lawful := int64(0)
	watch = func(e *trace.Event) {
		if unlawful == nil {
			unlawful = laws.Add(e)
			lawful++
		}
	}
	defer func() { watch = nil }()
	w := workload{Hosts: 8, Ops: 5}
	for _, m := range makers {
		t.Run(m.name, func(t *testing.T) {
			var stdout bytes.Buffer
			if err := runChild(m.name, w, "", &stdout); err != nil {
				t.Fatal(err)
			}
			var o outcome
			if err := json.Unmarshal(stdout.Bytes(), &o); err != nil {
				t.Fatalf("%q: %v", stdout.String(), err)
			}
			if o.PutsOK != w.Ops || o.GetsOK != w.Ops {
				t.Errorf("%d puts and %d gets succeeded, want %d", o.PutsOK, o.GetsOK, w.Ops)
			}
			// A put reaches the 7 others, a get asks some of them.
			if least := int64(w.Ops * (w.Hosts - 1)); o.Writes < least {
				t.Errorf("%d writes, want at least %d", o.Writes, least)
			}
			if logs := m.name == "ours" || strings.HasPrefix(m.name, "libp2p-"); logs != (o.Events > o.Writes) || !logs && o.Events != 0 {
				t.Errorf("%d events for %d writes", o.Events, o.Writes)
			}
			if m.name == "ours" && (unlawful != nil || lawful != o.Events) {
				t.Errorf("event %d of %d: %v", lawful, o.Events, unlawful)
			}
			least := (settle + 5*pause).Seconds()
			if o.Virtual < least || o.Virtual > 10*least {
				t.Errorf("the workload took %v virtual seconds, want some more than %v", o.Virtual, least)
			}
		})
	}
}

func TestChildUnknownNetwork(t *testing.T) {
	if err := runChild("theirs", workload{Hosts: 4, Ops: 1}, "", &bytes.Buffer{}); err == nil {
		t.Error("no error for a network that does not exist")
	}
}
