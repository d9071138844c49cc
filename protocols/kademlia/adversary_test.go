//go:build simsealed

package kademlia

import (
	"context"
	"crypto/sha256"
	"fmt"
	"math/bits"
	"slices"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// TestAdversaries: who looks for a content where adversaries alone are left finds what they
// hold, lies, or nothing.
func TestAdversaries(t *testing.T) {
	const bad = 8
	for _, tt := range []struct {
		behaviour   sim.Behaviour
		held, found float64
	}{
		{"", bad, 1},
		{sim.Drop, 0, 0},
		{sim.Lie, 0, bad},
		{sim.Silent, 0, 0},
		{sim.Refuse, 0, 0},
	} {
		var held, found, adversaries float64
		sealed(t, func() {
			l := newBench(4, 0, func(o *Options) { o.BucketSize = 40 })
			l.adversaries(bad, tt.behaviour)
			time.Sleep(5 * time.Minute)
			l.do("provide", &ProvideArgs{Count: 1, By: "s[0]", Key: "film"})
			for _, n := range l.Select("bad") {
				held += float64(len(l.in.titled["film"].records[n.Index]))
			}
			for _, n := range l.Select("s") {
				l.crash(n)
			}
			l.add("s-4", "s", true)
			n := l.node("s-4")
			for _, m := range l.Select("bad") {
				n.Go(func() { _ = n.Host().Connect(context.Background(), m.AddrInfo()) })
			}
			time.Sleep(time.Minute)
			l.do("find-providers", &FindProvidersArgs{Count: 1, By: "s[4]", Key: "film"})
			found = l.values("kademlia.find_providers.found")[0]
			l.in.Sample()
			for _, x := range l.values("kademlia.closest_adversaries") {
				adversaries = x
			}
		})
		if held != tt.held || found != tt.found {
			t.Errorf("%q: adversaries hold %v records and %v providers are found, want %v and %v", tt.behaviour, held, found, tt.held, tt.found)
		}
		if want := tt.behaviour != ""; want != (adversaries == float64(bad)/(bad+1)) {
			t.Errorf("%q: a share of %v of the closest are adversaries", tt.behaviour, adversaries)
		}
	}
}

// adversaries adds servers bad-0 and so on, and brings them up.
func (l *bench) adversaries(count int, b sim.Behaviour) {
	for i := range count {
		c := sim.NodeConfig{Name: fmt.Sprintf("bad-%d", i), Group: "bad", Dialable: true}
		if b != "" {
			c.Adversary = &sim.Adversary{Behaviour: b}
		}
		n, err := l.Add(c)
		if err != nil {
			panic(err)
		}
		l.up(n)
	}
}

// addLateDropper adds a peer that drops what it gets from ten minutes on.
func (l *bench) addLateDropper() *sim.Node {
	n, err := l.Add(sim.NodeConfig{Name: "bad-0", Group: "bad", Dialable: true, Adversary: &sim.Adversary{Behaviour: sim.Drop, After: 10 * time.Minute}})
	if err != nil {
		panic(err)
	}
	l.up(n)
	return n
}

// TestAfter: before its time an adversary is honest.
func TestAfter(t *testing.T) {
	var held []int
	var stored []float64
	sealed(t, func() {
		l := newBench(4, 0, nil)
		n := l.addLateDropper()
		time.Sleep(time.Minute)
		for _, key := range []string{"before", "after"} {
			l.do("put", &PutArgs{Count: 1, By: "s[0]", Key: key})
			_, ok := l.in.named[key].holders[n.Index]
			held = append(held, map[bool]int{true: 1}[ok])
			l.in.Sample()
			time.Sleep(10 * time.Minute)
		}
		stored = l.values("kademlia.replicas")
	})
	if !slices.Equal(stored, []float64{4, 4, 4}) { // of the first record, and then of both
		t.Errorf("honest servers hold %v copies, want 4 of each record", stored)
	}
	if fmt.Sprint(held) != "[1 0]" {
		t.Errorf("the adversary holds %v of the records, want the one before it departs", held)
	}
}

// TestAfterKeepsNothingInACache: kad-dht keeps provider records that somebody asked for in
// memory, too; there a peer that drops by now keeps no new ones either.
func TestAfterKeepsNothingInACache(t *testing.T) {
	var known []int
	sealed(t, func() {
		l := newBench(4, 0, nil)
		n := l.addLateDropper()
		time.Sleep(time.Minute)
		for _, by := range []sim.Selector{"s[0]", "s[1]"} {
			l.do("provide", &ProvideArgs{Count: 1, By: by, Key: "film"})
			found, err := l.in.servants[n].dht.ProviderStore().GetProviders(context.Background(), l.in.titled["film"].cid.Hash())
			if err != nil {
				panic(err)
			}
			known = append(known, len(found))
			time.Sleep(10 * time.Minute)
		}
	})
	if fmt.Sprint(known) != "[1 1]" {
		t.Errorf("the adversary knows %v providers, want the one from before it departs, and no other", known)
	}
}

// TestStaleLies: liars serve the first value of a record that has a newer one, whoever asks them
// alone takes it for the last, and who hears of the last from an honest peer does not.
func TestStaleLies(t *testing.T) {
	for _, honest := range []bool{false, true} {
		var stale []float64
		var ends []string
		sealed(t, func() {
			l := newBench(4, 0, func(o *Options) { o.BucketSize = 40 })
			l.adversaries(6, sim.Lie)
			time.Sleep(time.Minute)
			l.do("put", &PutArgs{Count: 1, By: "s[0]", Key: "film", Value: "old"})
			l.do("put", &PutArgs{Count: 1, By: "s[0]", Key: "film", Value: "new"})
			if !honest {
				for _, n := range l.Select("s") {
					l.crash(n)
				}
			}
			l.add("s-4", "s", true)
			n := l.node("s-4")
			for _, m := range l.Nodes() {
				if m != n && m.Up() {
					n.Go(func() { _ = n.Host().Connect(context.Background(), m.AddrInfo()) })
				}
			}
			time.Sleep(time.Minute)
			l.do("get", &GetArgs{Count: 1, By: "s[4]", Key: "film"})
			stale, ends = l.values("kademlia.get.stale"), l.ends("kademlia.get")
		})
		want := []float64{1}
		if honest {
			want[0] = 0
		}
		if !slices.Equal(stale, want) {
			t.Errorf("honest peers %v: stale %v, want %v; %q", honest, stale, want, ends)
		}
	}
}

// TestBucket: adversaries that share bits with a peer exactly are in one bucket of its table.
func TestBucket(t *testing.T) {
	sealed(t, func() {
		l := newBench(1, 0, nil)
		victim := l.Nodes()[0]
		place := sha256.Sum256([]byte(victim.ID))
		for i := range 12 {
			n, err := l.Add(sim.NodeConfig{
				Name: fmt.Sprintf("in-%d", i), Group: "in", Dialable: true,
				Adversary: &sim.Adversary{Behaviour: sim.Drop, Near: &sim.Near{Place: place, Bits: 2, Exactly: true}},
			})
			if err != nil {
				panic(err)
			}
			at := sha256.Sum256([]byte(n.ID))
			if x := at[0] ^ place[0]; bits.LeadingZeros8(x) != 2 {
				t.Errorf("%s shares %d bits with its victim, want 2", n.Name, bits.LeadingZeros8(x))
			}
		}
	})
}

// TestNear: adversaries near a key are those closest to it, and each has cost some keys.
func TestNear(t *testing.T) {
	place := sha256.Sum256(show().Lookup.Ops["kademlia.provide"].Key("film"))
	var closest, others []string
	keys := 0
	sealed(t, func() {
		l := newBench(20, 0, nil)
		for i := range 5 {
			n, err := l.Add(sim.NodeConfig{
				Name: fmt.Sprintf("near-%d", i), Group: "near", Dialable: true,
				Adversary: &sim.Adversary{Behaviour: sim.Drop, Near: &sim.Near{Place: place, Bits: 9}},
			})
			if err != nil {
				panic(err)
			}
			keys += n.KeysDrawn()
			l.up(n)
		}
		time.Sleep(time.Minute)
		at := l.in.content("film").place
		for i, n := range l.in.oracle.closest(&at, 25, nil) {
			if i < 5 {
				closest = append(closest, n.Group)
			} else {
				others = append(others, n.Group)
			}
		}
	})
	if slices.Contains(closest, "s") || slices.Contains(others, "near") || len(closest) != 5 {
		t.Errorf("closest to the key are %v, and then %v; want all five of near first", closest, others)
	}
	if keys < 5*64 || keys > 5*4096 {
		t.Errorf("five identities that share 9 bits took %d keys, want some 5 times 512", keys)
	}
}

// TestEclipsed: a peer that knows nobody but adversaries is eclipsed.
func TestEclipsed(t *testing.T) {
	var eclipsed, shares []float64
	sealed(t, func() {
		l := newBench(1, 0, nil)
		l.adversaries(6, sim.Lie)
		time.Sleep(time.Minute)
		l.in.Sample()
		l.add("s-1", "s", true) // an honest one
		time.Sleep(time.Minute)
		l.in.Sample()
		eclipsed, shares = l.values("kademlia.eclipsed"), l.values("kademlia.table_adversaries")
	})
	if fmt.Sprint(eclipsed) != "[1 0]" {
		t.Errorf("eclipsed peers are %v, want one, and none once another is honest", eclipsed)
	}
	if len(shares) != 3 || shares[0] != 1 || shares[1] >= 1 {
		t.Errorf("shares of adversaries in tables are %v", shares)
	}
}
