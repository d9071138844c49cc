//go:build simsealed

package kademlia

import (
	"slices"
	"testing"

	"github.com/libp2p-sim/sim/sim"
)

// TestGroups: peers of a group ask as many others to store as their own k says, and are in the
// mode of their group.
func TestGroups(t *testing.T) {
	stored := map[string]int{}
	var servers []bool
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) {
			o.BucketSize = 8
			o.Groups = []Group{{Peers: "c[0]", BucketSize: 3, Mode: "server"}, {Peers: "c", BucketSize: 5}, {Peers: "s[0]", Mode: "client"}}
		})
		for by, key := range map[sim.Selector]string{"c[0]": "three", "c[1]": "five", "s[1]": "eight"} {
			l.do("put", &PutArgs{Count: 1, By: by, Key: key})
			n := l.Select(by)[0]
			for i := range l.in.named[key].holders {
				if l.Everyone()[i] != n { // the node keeps a copy
					stored[key]++
				}
			}
		}
		for _, name := range []string{"c-0", "c-1", "s-0", "s-1"} {
			servers = append(servers, l.in.oracle.server(l.node(name)))
		}
	})
	for key, want := range map[string]int{"three": 3, "five": 5, "eight": 8} {
		if stored[key] != want {
			t.Errorf("a put with k = %s is stored by %d others", key, stored[key])
		}
	}
	if want := []bool{true, false, false, true}; !slices.Equal(servers, want) {
		t.Errorf("servers: %v, want %v", servers, want)
	}
}
