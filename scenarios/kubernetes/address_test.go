package kubernetes

import (
	"fmt"
	"strings"
	"testing"
)

// running writes a pod that kubectl has printed.
func running(name, spec, status string) string {
	return fmt.Sprintf("---\n{apiVersion: v1, kind: Pod, metadata: {name: %s}, spec: {containers: [{name: c}]%s}, status: {%s}}\n", name, spec, status)
}

func TestAddressesOfStatus(t *testing.T) {
	c := built(t, node("m1", "")+node("m2", "")+
		running("a", ", nodeName: m1", "")+
		running("b", ", nodeName: m1", "podIP: 10.244.0.2, podIPs: [{ip: 10.244.0.2}]")+
		running("c", ", nodeName: m1", `podIPs: [{ip: "fd00::7"}, {ip: 10.244.0.7}]`)+
		running("d", ", nodeName: m2", "podIP: 172.16.0.9")+
		running("h", ", nodeName: m2, hostNetwork: true", "podIP: 192.168.49.3, hostIP: 192.168.49.3"), DefaultConfig())
	want(t, "addresses of the status, and what these leave", places(c), []string{
		"a 10.244.0.3 m1 pod/default/a",
		"b 10.244.0.2 m1 pod/default/b",
		"c fd00::7 m1 pod/default/c",
		"d 172.16.0.9 m2 pod/default/d",
		"h 192.168.49.3 m2 node/m2",
	})
}

// Network plugins give addresses outside of podCIDR, also of that of another node.
func TestRoutesToAddressesOutside(t *testing.T) {
	manifests := node("m1", "") + node("m2", "") + node("m3", "") +
		running("a", ", nodeName: m1", "") + running("b", ", nodeName: m2", "podIP: 10.244.0.99") + running("c", ", nodeName: m3", "podIP: 172.16.0.9")
	c := built(t, manifests, DefaultConfig())
	want(t, "to an address of the sender's range", way(t, c, "a", "b"), []string{
		"a -bridge- m1", "m1 -route- m2", "m1 -wire- m2", "m2 -route- b", "m2 -bridge- b",
	})
	want(t, "to an address of no range", way(t, c, "b", "c"), []string{
		"b -bridge- m2", "m2 -route- m3", "m2 -wire- m3", "m3 -route- c", "m3 -bridge- c",
	})
	cfg := DefaultConfig()
	cfg.Routes = []StaticRoute{to("172.16.0.9/32", "", "m2")}
	want(t, "a route of an operator goes first, but not where the pod is", way(t, built(t, manifests, cfg), "a", "c"), []string{
		"a -bridge- m1", "m1 -route- m2", "m1 -wire- m2", "m2 -route- m3", "m2 -wire- m3", "m3 -route- c", "m3 -bridge- c",
	})
}

func TestAddressFaults(t *testing.T) {
	m := node("m", "")
	for _, c := range []struct{ name, text, want string }{
		{"no address", m + running("a", "", "podIP: here"), `m.yaml:4:99: address "here" is no IP address; want an address such as 10.244.0.2`},
		{"a pod's", m + running("a", "", "podIP: 10.0.0.1") + running("b", "", "podIPs: [{ip: 10.0.0.1}]"), `m.yaml:6:106: address 10.0.0.1 belongs to pod a; want an address of its own`},
		{"a node's", m + running("a", "", "podIP: 192.168.49.2"), `m.yaml:4:99: address 192.168.49.2 belongs to node m; want an address of its own`},
		{"not its node's", m + running("a", ", hostNetwork: true", "podIP: 10.244.0.2"), `m.yaml:4:118: address 10.244.0.2 of pod a is not 192.168.49.2 of node m, whose network it has; want the node's address`},
	} {
		parsed, err := Parse("m.yaml", []byte(c.text))
		if err == nil {
			_, err = Build(parsed, DefaultConfig())
		}
		if err == nil || strings.TrimSpace(err.Error()) != c.want {
			t.Errorf("%s: %v\nwant %s", c.name, err, c.want)
		}
	}
}
