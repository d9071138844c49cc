package kubernetes

import (
	"errors"
	"fmt"
	"net/netip"
	"testing"
)

// Three nodes with a pod each, and one more in the host network of the third.
var three = node("m1", "") + node("m2", "") + node("m3", "") +
	pod("a", ", nodeName: m1") + pod("b", ", nodeName: m2") + pod("c", ", nodeName: m3") + pod("h", ", nodeName: m3, hostNetwork: true")

func routed(t *testing.T, routes ...StaticRoute) *Cluster {
	t.Helper()
	cfg := DefaultConfig()
	cfg.Routes = routes
	return built(t, three, cfg)
}

func to(prefix, node, via string) StaticRoute {
	return StaticRoute{Node: node, Prefix: netip.MustParsePrefix(prefix), Via: via}
}

func TestRoutingTable(t *testing.T) {
	c := routed(t, to("10.244.0.0/16", "m1", "m2"), to("10.244.1.7/32", "", Blackhole), to("10.244.2.0/24", "m1", "m2"), to("10.244.2.0/24", "", Blackhole))
	var lines []string
	for _, r := range c.Nodes[0].Routes {
		lines = append(lines, fmt.Sprintf("%v %q", r.Prefix, r.Via))
	}
	want(t, "longest first, static before automatic, a node's own before that for all", lines, []string{
		`10.244.1.7/32 "blackhole"`,
		`192.168.49.2/32 ""`,
		`192.168.49.3/32 "m2"`,
		`192.168.49.4/32 "m3"`,
		`10.244.0.0/24 ""`,
		`10.244.1.0/24 "m2"`,
		`10.244.2.0/24 "m2"`,
		`10.244.0.0/16 "m2"`,
	})
}

func TestStaticRouteIsTaken(t *testing.T) {
	// All but m2, and m3 where c is, send to c through m2, which knows its way.
	c := routed(t, to("10.244.2.0/24", "", "m2"))
	want(t, "three nodes on the way", way(t, c, "a", "c"), []string{
		"a -bridge- m1", "m1 -route- m2", "m1 -wire- m2", "m2 -route- m3", "m2 -wire- m3", "m3 -route- c", "m3 -bridge- c",
	})
	want(t, "and two on the way back", way(t, c, "c", "a"), []string{
		"c -bridge- m3", "m3 -route- m1", "m3 -wire- m1", "m1 -route- a", "m1 -bridge- a",
	})
}

func TestUnreachable(t *testing.T) {
	for _, c := range []struct {
		name     string
		routes   []StaticRoute
		from, to string
		is       error
		want     string
	}{
		{"blackhole for one address", []StaticRoute{to("10.244.1.2/32", "m1", Blackhole)}, "a", "b", ErrNoRoute,
			"no route from a to b: node m1 drops packets for 10.244.1.2, by its route to 10.244.1.2/32"},
		{"blackhole on the far side", []StaticRoute{to("192.168.49.4/32", "m3", Blackhole)}, "a", "h", ErrNoRoute,
			"no route from a to h: node m3 drops packets for 192.168.49.4, by its route to 192.168.49.4/32"},
		{"loop", []StaticRoute{to("10.244.2.0/24", "m1", "m2"), to("10.244.2.0/24", "m2", "m1")}, "a", "c", ErrLoop,
			"routing loop from a to c: a packet for 10.244.2.2 comes back to node m1"},
		{"the last node sends on", []StaticRoute{to("10.244.2.2/32", "m3", "m2")}, "b", "c", ErrLoop,
			"routing loop from b to c: a packet for 10.244.2.2 comes back to node m2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := routed(t, c.routes...)
			hops, err := k.Hops(k.peer(t, c.from), k.peer(t, c.to))
			if !errors.Is(err, c.is) || hops != nil {
				t.Fatalf("hops %v, error %v, want %v", hops, err, c.is)
			}
			want(t, "who and where", err.Error(), c.want)
			if _, err := k.Delay(k.peer(t, c.from), k.peer(t, c.to)); !errors.Is(err, c.is) {
				t.Errorf("Delay: %v", err)
			}
		})
	}
}

func TestShorterRouteDoesNotHurt(t *testing.T) {
	c := routed(t, to("10.0.0.0/8", "", Blackhole))
	want(t, "the longest prefix wins", way(t, c, "b", "h"), []string{"b -bridge- m2", "m2 -route- m3", "m2 -wire- m3", "m3 -route- h"})
}

func TestHostNetworkOnOneNode(t *testing.T) {
	c := routed(t)
	want(t, "pod to host network", way(t, c, "c", "h"), []string{"c -bridge- h"})
	want(t, "host network to pod", way(t, c, "h", "c"), []string{"h -bridge- c"})
	want(t, "to itself", way(t, c, "c", "c"), []string{"c -loopback- c"})
}

func TestPodsOfOneNameInTwoNamespaces(t *testing.T) {
	c := built(t, node("m", "")+pod("a", "")+
		"---\n{apiVersion: v1, kind: Pod, metadata: {name: a, namespace: team}, spec: {containers: [{name: c}]}}\n", DefaultConfig())
	want(t, "they are two pods", way(t, c, "a", "team.a.c"), []string{"a -bridge- team.a.c"})
}
