package kubernetes

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/say"
)

// A pod that is right, up to the list of its containers.
const head = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n"

const tail = "  containers: [{name: c}]\n"

func TestParseFaults(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"unknown field", head + "  hostNetwrk: true\n" + tail, []string{
			`5:3: unknown field "hostNetwrk" in spec; want a field of v1.PodSpec; did you mean "hostNetwork"?`,
		}},
		{"unknown field, deep", head + "  containers: [{name: c, ports: [{containerport: 1}]}]\n", []string{
			`5:35: unknown field "containerport" in spec.containers[0].ports[0]; want a field of v1.ContainerPort; did you mean "containerPort"?`,
		}},
		{"unknown field at the top", head + tail + "statos: {}\n", []string{
			`6:1: unknown field "statos" in Pod; want a field of v1.Pod; did you mean "status"?`,
		}},
		{"number for a text", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {zone: 1}\nspec:\n" + tail, []string{
			`5:18: metadata.labels.zone is the number 1; want a text, in quotes: "1"`,
		}},
		{"n is a boolean, as Kubernetes reads it", "apiVersion: v1\nkind: Node\nmetadata: {name: n}\n", []string{
			`3:18: metadata.name is the boolean n; want a text, in quotes: "n"`,
		}},
		{"YAML 1.1 boolean for a text", "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: {zone: no}\nspec:\n" + tail, []string{
			`5:18: metadata.labels.zone is the boolean no; want a text, in quotes: "no"`,
		}},
		{"text for a boolean", head + "  hostNetwork: \"true\"\n" + tail, []string{
			`5:16: spec.hostNetwork is the text "true"; want true or false`,
		}},
		{"mapping for a list", head + "  containers: {name: c}\n", []string{
			`5:15: spec.containers is a mapping; want a list`,
		}},
		{"list for a mapping", head + tail + "  nodeSelector: [a]\n", []string{
			`6:17: spec.nodeSelector is a list; want a mapping`,
		}},
		{"number out of range", head + tail + "  priority: 3000000000\n", []string{
			`6:13: spec.priority is the number 3000000000; want a whole number of 32 bits`,
		}},
		{"fraction", head + tail + "  priority: 1.5\n", []string{
			`6:13: spec.priority is the number 1.5; want a whole number of 32 bits`,
		}},
		{"quantity", head + "  containers:\n  - name: c\n    resources: {limits: {cpu: two}}\n", []string{
			`7:31: spec.containers[0].resources.limits.cpu is the text "two"; want a quantity, such as 500m or 64Mi`,
		}},
		{"number or text", head + "  containers:\n  - name: c\n    livenessProbe: {tcpSocket: {port: [1]}}\n", []string{
			`7:39: spec.containers[0].livenessProbe.tcpSocket.port is a list; want a whole number or a text`,
		}},
		{"time", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, creationTimestamp: 2024-05-01}\nspec:\n" + tail, []string{
			`3:40: metadata.creationTimestamp is the text "2024-05-01"; want a time as in RFC 3339, such as 2024-05-01T12:00:00Z`,
		}},
		{"duplicate key", head + "  nodeName: x\n  nodeName: y\n" + tail, []string{
			`6:3: key "nodeName" is here twice, first in line 5; want each key once`,
		}},
		{"no name", "apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: b}}\nspec:\n" + tail, []string{
			`3:11: metadata.name is missing; want a name, such as pod-a`,
		}},
		{"no metadata", "apiVersion: v1\nkind: Node\n", []string{
			`1:1: metadata.name is missing; want a name, such as pod-a`,
		}},
		{"generated name", "apiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\nspec:\n" + tail, []string{
			`3:26: metadata.name is missing; want a name: nothing makes names up here`,
		}},
		{"misspelt name is one fault", "apiVersion: v1\nkind: Pod\nmetadata: {nmae: a}\nspec:\n" + tail, []string{
			`3:12: unknown field "nmae" in metadata; want a field of v1.ObjectMeta; did you mean "name"?`,
		}},
		{"faults of types and of names together", "apiVersion: v1\nkind: Pod\nmetadata: {name: A}\nspec:\n  hostNetwork: 1\n  containers: []\n", []string{
			`3:18: metadata.name "A": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
			`5:16: spec.hostNetwork is the number 1; want true or false`,
			`6:15: a pod without containers; want spec.containers with one at least`,
		}},
		{"no containers", head + "  nodeName: x\n", []string{
			`5:3: a pod without containers; want spec.containers with one at least`,
		}},
		{"two containers of one name", head + "  containers:\n  - name: c\n  - name: d\n  - name: c\n", []string{
			`8:11: container "c" is here twice, first in line 6; want each name once in a pod`,
		}},
		{"an init container of that name", head + "  initContainers: [{name: c}]\n" + tail, []string{
			`6:23: container "c" is here twice, first in line 5; want each name once in a pod`,
		}},
		{"container without name", head + "  containers: [{image: x}, null]\n", []string{
			`5:16: spec.containers[0].name is missing; want a name, such as ping`,
			`5:28: spec.containers[1].name is missing; want a name, such as ping`,
		}},
		{"two pods of one name", head + tail + "---\n" + head + tail, []string{
			`9:18: Pod default/a is here twice, first in line 3; want each name once`,
		}},
		{"two nodes of one name", "apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Node, metadata: {name: m}}\n- {apiVersion: v1, kind: Node, metadata: {name: m}}\n", []string{
			`5:49: Node m is here twice, first in line 4; want each name once`,
		}},
		{"node in a namespace", "apiVersion: v1\nkind: Node\nmetadata: {name: m, namespace: x}\n", []string{
			`3:32: a Node with a namespace; want none: Nodes belong to the cluster`,
		}},
		{"podCIDR", "apiVersion: v1\nkind: Node\nmetadata: {name: m}\nspec: {podCIDR: 10.244.0.1/24}\n", []string{
			`4:17: podCIDR "10.244.0.1/24" is no network; want an address range such as 10.244.0.0/24; did you mean "10.244.0.0/24"?`,
		}},
		{"podCIDRs", "apiVersion: v1\nkind: Node\nmetadata: {name: m}\nspec: {podCIDRs: [10.244]}\n", []string{
			`4:19: spec.podCIDRs[0] is the number 10.244; want a text, in quotes: "10.244"`,
		}},
		{"address", "apiVersion: v1\nkind: Node\nmetadata: {name: m}\nstatus: {addresses: [{type: Hostname, address: m}, {type: InternalIP, address: m}]}\n", []string{
			`4:80: address "m" is no IP address; want an address such as 192.168.49.2`,
		}},
		{"label value", "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {x: a b}}\nspec:\n" + tail, []string{
			`3:33: labels value "a b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
		}},
		{"other kind", "apiVersion: v1\nkind: Pods\nmetadata: {name: a}\n", []string{
			`2:7: kind is the text "Pods"; want Pod, Node, List, Deployment, StatefulSet, DaemonSet or Job; "kubectl get pods,nodes -o yaml" prints the pods that any other kind has made; did you mean "Pod"?`,
		}},
		{"kind of another API", "apiVersion: batch/v1\nkind: CronJob\nmetadata: {name: a}\n", []string{
			`2:7: kind is the text "CronJob"; want Pod, Node, List, Deployment, StatefulSet, DaemonSet or Job; "kubectl get pods,nodes -o yaml" prints the pods that any other kind has made`,
		}},
		{"another version", "apiVersion: v1\nkind: Deployment\nmetadata: {name: a}\n", []string{
			`1:13: apiVersion is the text "v1"; want apps/v1`,
		}},
		{"no version", "kind: Deployments\n", []string{
			`1:1: apiVersion is missing; want v1, apps/v1 or batch/v1`,
			`1:7: kind is the text "Deployments"; want Pod, Node, List, Deployment, StatefulSet, DaemonSet or Job; "kubectl get pods,nodes -o yaml" prints the pods that any other kind has made; did you mean "Deployment"?`,
		}},
		{"no kind", "apiVersion: v1\nmetadata: {name: a}\n", []string{
			`1:1: kind is missing; want Pod, Node, List, Deployment, StatefulSet, DaemonSet or Job`,
		}},
		{"no mapping", "- a\n", []string{
			`1:1: a manifest that is a list; want a mapping with apiVersion, kind and metadata`,
		}},
		{"item without kind", "apiVersion: v1\nkind: List\nitems:\n- null\n", []string{
			`4:3: a manifest that is empty; want a mapping with apiVersion, kind and metadata`,
		}},
		{"nothing", "# nothing\n---\n---\n", []string{
			`1:1: no objects; want Pods and Nodes`,
		}},
		{"syntax, after a fault", head + "  x: 1\n" + tail + "---\nkind: [\n", []string{
			`5:3: unknown field "x" in spec; want a field of v1.PodSpec`,
			`8:1: not valid YAML: did not find expected node content`,
		}},
		{"indentation", head + "   containers:\n  - a\n", []string{
			`6:3: not valid YAML: did not find expected key`,
		}},
		{"not a number of JSON", head + tail + "  priority: .inf\n", []string{
			`6:13: .inf is no number of JSON; want a plain value`,
		}},
		{"tag", head + tail + "  nodeName: !mine x\n", []string{
			`6:13: tag !mine; want a plain value`,
		}},
		{"key that is a list", head + tail + "  ? [a]\n  : b\n", []string{
			`6:5: a key that is not a plain word; want "key: value"`,
		}},
		{"control character", head + "\x01", []string{
			`5:1: control character U+0001; want a YAML file in UTF-8`,
		}},
		{"not UTF-8", head + "  # \xff", []string{
			`5:5: byte 0xff is not UTF-8; want a YAML file in UTF-8`,
		}},
		{"alias of its own", "a: &a [*a]\n", []string{
			`1:8: *a stands for something that contains it; want an anchor that ends before it is used`,
		}},
		{"what an alias repeats is wrong once", head + tail + "  nodeSelector: {a: &v !mine x, b: *v}\n", []string{
			`6:21: tag !mine; want a plain value`,
		}},
		{"nothing after the last key", "apiVersion: v1\nkind:\n", []string{
			`1:1: kind is missing; want Pod, Node, List, Deployment, StatefulSet, DaemonSet or Job`,
		}},
		{"nothing after the last dash", head + "  containers:\n  -", []string{
			`6:4: spec.containers[0].name is missing; want a name, such as ping`,
		}},
		{"merge of a text", head + tail + "  <<: a\n", []string{
			`6:7: << merges something that is not a mapping; want an alias of a mapping`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse("m.yaml", []byte(c.text))
			if err == nil {
				t.Fatal("parses, want errors")
			}
			want(t, "errors", strings.Split(err.Error(), "\n"), prefixed("m.yaml:", c.want))
		})
	}
}

func prefixed(prefix string, lines []string) []string {
	var out []string
	for _, l := range lines {
		out = append(out, prefix+l)
	}
	return out
}

func TestErrorsAreFound(t *testing.T) {
	_, err := Parse("m.yaml", []byte("kind: Pod\n"))
	var e *say.Fault
	if !errors.As(fmt.Errorf("outside: %w", err), &e) || e.File != "m.yaml" || e.Line != 1 {
		t.Errorf("%v has no *say.Fault", err)
	}
}

func TestTooManyErrors(t *testing.T) {
	_, err := Parse("m.yaml", []byte(strings.Repeat("---\n- a\n", 2*maxErrors)))
	var es Errors
	if !errors.As(err, &es) || len(es) != maxErrors+1 || !strings.HasPrefix(es[maxErrors].Message, "more than") {
		t.Errorf("%d errors", len(es))
	}
}

// No text that fits in a file may keep Parse busy.
func TestHostileFilesAreQuick(t *testing.T) {
	for _, unit := range []string{
		"[", "{", "- ", "{a: ", "- - - a\n", "#\n", "a: b\n", "&a ", "|\n", "---\n", "'", "\n", "- x #c\n", "<<: {a: b}\n",
	} {
		text := []byte(strings.Repeat(unit, maxFile/16/len(unit)))
		start := time.Now()
		if _, err := Parse("hostile.yaml", text); err == nil {
			t.Errorf("a lot of %q parses", unit)
		}
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("a lot of %q takes %v", unit, took)
		}
	}
	bomb := "a0: &a0 [x, x]\n"
	for i := 1; i < 60; i++ {
		bomb += fmt.Sprintf("a%d: &a%d [*a%d, *a%d]\n", i, i, i-1, i-1)
	}
	_, err := Parse("bomb.yaml", []byte(bomb))
	if err == nil || !strings.Contains(err.Error(), "aliases repeat more than") {
		t.Errorf("a bomb of aliases gives %v", err)
	}
	quantity := head + "  containers: [{name: c, resources: {limits: {cpu: 1e%d}}}]\n"
	for _, exponent := range []int{1000, 1_000_000, 2_000_000_000} {
		start := time.Now()
		_, _ = Parse("big.yaml", fmt.Appendf(nil, strings.Replace(quantity, "1e%d", `"1e%d"`, 1), exponent))
		if took := time.Since(start); took > time.Second {
			t.Errorf("a quantity of 1e%d takes %v", exponent, took)
		}
	}
}

func TestYAMLOfManifests(t *testing.T) {
	c := built(t, "\ufeff"+strings.ReplaceAll(`
apiVersion: v1
kind: Node
metadata: {name: m, labels: {on: "x", 1: "y"}}
---
apiVersion: v1
kind: Pod
metadata:
  name: &name a
  labels: &labels {app: *name, tier: !!str 1}
spec:
  hostNetwork: yes
  nodeSelector: {"true": x, "1": "y"}
  priority: 0x10
  containers: [&c {name: c, image: x}, {<<: *c, name: d}]
---
{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b", "labels": null}, "spec": {"containers": [{"name": "c"}]}}
`, "\n", "\r\n"), DefaultConfig())
	want(t, "peers", places(c), []string{"a.c 192.168.49.2 m node/m", "a.d 192.168.49.2 m node/m", "b 10.244.0.2 m pod/default/b"})
	want(t, "labels", c.Peers[0].Labels, map[string]string{"app": "a", "tier": "1"})
}
