package kademlia

import (
	"bytes"
	"math/rand/v2"
	"testing"

	recpb "github.com/libp2p/go-libp2p-record/pb"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim"
)

func recordOf(value []byte) *recpb.Record { return &recpb.Record{Value: value} }

func TestTheNewestValueIsSelected(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rec := &record{random: rand.New(rand.NewPCG(1, 2))}
		for range rapid.IntRange(1, 10).Draw(t, "puts") {
			v := rec.newValue(nil, rapid.SampledFrom([]string{"", "text"}).Draw(t, "text"), rapid.IntRange(16, 40).Draw(t, "size"))
			if err := (validator{}).Validate(rec.key, v.bytes); err != nil {
				t.Fatal(err)
			}
			if rec.valueOf(bytes.Clone(v.bytes)) != v || rec.latest() != v {
				t.Fatalf("value %d is not found again", v.number)
			}
		}
		var heard [][]byte
		newest := uint64(0)
		for range rapid.IntRange(1, 10).Draw(t, "answers") {
			v := rapid.SampledFrom(rec.values).Draw(t, "answer")
			heard = append(heard, v.bytes)
			newest = max(newest, v.number)
		}
		i, err := validator{}.Select(rec.key, heard)
		if err != nil || sequence(heard[i]) != newest {
			t.Fatalf("selected %d (%v), want the one with number %d", i, err, newest)
		}
		for _, b := range heard[:i] {
			if sequence(b) == newest {
				t.Fatal("not the first of equals")
			}
		}
	})
}

func TestForgeriesAreNoValues(t *testing.T) {
	rec := &record{}
	v := rec.newValue(nil, "text", 0)
	changed := bytes.Clone(v.bytes)
	changed[len(changed)-1]++
	for _, b := range [][]byte{nil, {1}, make([]byte, 8), changed, {0, 0, 0, 0, 0, 0, 0, 2}, bytes.Repeat([]byte{255}, 8)} {
		if rec.valueOf(b) != nil {
			t.Errorf("%v is a value", b)
		}
	}
	if err := (validator{}).Validate("", make([]byte, 100)); err == nil {
		t.Error("number 0 is valid")
	}
}

func TestNewNamesAreNew(t *testing.T) {
	n := &sim.Node{Name: "a"}
	in := &instance{world: &sim.World{}, made: map[*sim.Node]made{}, named: map[string]*record{}, stored: map[string]*record{}, titled: map[string]*content{}, provided: map[string]*content{}}
	taken, has := in.record("record-a-1"), in.content("content-a-1")
	for range 3 {
		if rec := in.newRecord(n); rec == taken {
			t.Errorf("new record is %q, which a scenario named", rec.name)
		}
		if c := in.newContent(n); c == has {
			t.Errorf("new content is %q, which a scenario named", c.name)
		}
	}
	if in.record("record-a-1") != taken || in.content("content-a-1") != has || len(in.records) != 4 {
		t.Error("a name does not lead to its record")
	}
}
