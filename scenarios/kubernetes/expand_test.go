package kubernetes

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// workload writes a manifest of a kind; spec is more of its spec in flow style,
// and pod more of its pods' spec.
func workload(kind, name, spec, pod string) string {
	version := "apps/v1"
	if kind == "Job" {
		version = "batch/v1"
	} else {
		spec += ", selector: {matchLabels: {app: " + name + "}}"
	}
	return fmt.Sprintf("---\n{apiVersion: %s, kind: %s, metadata: {name: %s}, spec: {template: {metadata: {labels: {app: %s}}, spec: {containers: [{name: c}]%s}}%s}}\n", version, kind, name, name, pod, spec)
}

// names lists the pods with their nodes.
func names(c *Cluster) string {
	var out []string
	for _, p := range c.Peers {
		out = append(out, p.Name+"="+p.Node)
	}
	return strings.Join(out, " ")
}

func TestExpand(t *testing.T) {
	three := node("m1", "") + node("m2", "") + "---\n{apiVersion: v1, kind: Node, metadata: {name: m3, labels: {disk: ssd}}}\n"
	for _, c := range []struct{ why, text, want string }{
		{"a Deployment has one pod by default", workload("Deployment", "web", "", ""), "web-tl9xd=m1"},
		{"and as many as it says", workload("Deployment", "web", ", replicas: 3", ""), "web-6phgk=m1 web-hbsp7=m2 web-tl9xd=m3"},
		{"none is a number", workload("Deployment", "web", ", replicas: 0", "") + pod("a", ""), "a=m1"},
		{"a StatefulSet counts from 0", workload("StatefulSet", "db", ", replicas: 3", ""), "db-0=m1 db-1=m2 db-2=m3"},
		{"or from where it says", workload("StatefulSet", "db", ", replicas: 2, ordinals: {start: 5}", ""), "db-5=m1 db-6=m2"},
		{"a DaemonSet has one a node", workload("DaemonSet", "agent", "", ""), "agent-578rg=m2 agent-66rlr=m3 agent-7z4kd=m1"},
		{"that its selector allows", workload("DaemonSet", "agent", "", ", nodeSelector: {disk: ssd}"), "agent-66rlr=m3"},
		{"or that it names", workload("DaemonSet", "agent", "", ", nodeName: m2"), "agent-578rg=m2"},
		{"a Job runs one at a time", workload("Job", "sum", ", completions: 5", ""), "sum-r8z9c=m1"},
		{"or as many as it says", workload("Job", "sum", ", parallelism: 2", ""), "sum-pcm2l=m1 sum-r8z9c=m2"},
		{"never more than are left", workload("Job", "sum", ", parallelism: 4, completions: 1", ""), "sum-r8z9c=m1"},
		{"with an index where it has them", workload("Job", "sum", ", parallelism: 2, completions: 2, completionMode: Indexed", ""), "sum-0-r8z9c=m1 sum-1-pcm2l=m2"},
		{"none while suspended", workload("Job", "sum", ", suspend: true", "") + pod("a", ""), "a=m1"},
		{"its pods go where other pods do", pod("a", ", nodeName: m1") + workload("StatefulSet", "db", ", replicas: 1", ""), "a=m1 db-0=m2"},
	} {
		want(t, c.why, names(built(t, three+c.text, DefaultConfig())), c.want)
	}
}

// The pods of a workload can be selected as in a cluster.
func TestLabelsOfWorkloads(t *testing.T) {
	c := built(t, node("m", "")+
		workload("StatefulSet", "db", ", replicas: 3", "")+
		workload("Job", "sum", ", parallelism: 2, completions: 2, completionMode: Indexed", "")+
		workload("Deployment", "web", ", replicas: 2", ""), DefaultConfig())
	for selector, n := range map[string]int{
		"app=db": 3, "app=web": 2, "app": 7,
		"statefulset.kubernetes.io/pod-name=db-2": 1, "apps.kubernetes.io/pod-index=0": 1,
		"batch.kubernetes.io/job-name=sum": 2, "batch.kubernetes.io/job-completion-index=1": 1,
	} {
		found, err := c.Select(selector)
		if err != nil {
			t.Fatal(err)
		}
		want(t, "pods of "+selector, len(found), n)
	}
}

// What kubectl prints has a workload and its pods.
func TestPodsOfAWorkloadAreTaken(t *testing.T) {
	owned := func(name, kind, owner string, labels string) string {
		return fmt.Sprintf("---\n{apiVersion: v1, kind: Pod, metadata: {name: %s, labels: {%s}, ownerReferences: [{apiVersion: apps/v1, kind: %s, name: %s, uid: u, controller: true}]}, spec: {containers: [{name: c}]}}\n", name, labels, kind, owner)
	}
	c := built(t, node("m", "")+
		workload("StatefulSet", "db", ", replicas: 3", "")+owned("db-0", "StatefulSet", "db", "")+
		workload("Deployment", "web", ", replicas: 3", "")+owned("web-77d-abcde", "ReplicaSet", "web-77d", "pod-template-hash: 77d")+
		workload("DaemonSet", "agent", "", "")+owned("agent-q", "StatefulSet", "agent", ""), DefaultConfig())
	want(t, "pods that are there, and those of the workload that has none", names(c), "agent-c2f2f=m agent-q=m db-0=m web-77d-abcde=m")
}

// A long name leaves room for the letters, and of many pods no two have the same.
func TestNamesOfPods(t *testing.T) {
	long := strings.Repeat("a", 60)
	c := built(t, node("m", ", spec: {podCIDR: 10.0.0.0/16}")+workload("Deployment", long, ", replicas: 3000", ""), DefaultConfig())
	var all []string
	for _, p := range c.Peers {
		all = append(all, p.Name)
		if len(p.Name) != 63 {
			t.Fatalf("pod %s has a name of %d letters", p.Name, len(p.Name))
		}
	}
	want(t, "different names", len(slices.Compact(slices.Sorted(slices.Values(all)))), 3000)
}

func TestTakenName(t *testing.T) {
	first := names(built(t, node("m", "")+workload("Deployment", "web", "", ""), DefaultConfig()))
	taken := strings.TrimSuffix(first, "=m")
	c := built(t, node("m", "")+workload("Deployment", "web", "", "")+pod(taken, ""), DefaultConfig())
	want(t, "a pod and another one", len(c.Peers), 2)
}

func TestWorkloadFaults(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"no template", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec: {replicas: 2}\n", []string{
			"4:7: a pod without containers; want spec.containers with one at least",
			"4:7: spec.selector is missing; want matchLabels that the template's labels have",
		}},
		{"unknown field", "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: a}\nspec:\n  replica: 2\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec: {containers: [{name: c}]}\n", []string{
			`5:3: unknown field "replica" in spec; want a field of v1.StatefulSetSpec; did you mean "replicas"?`,
		}},
		{"faults of the template", "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b, c: \"d e\"}}\n    spec:\n      hostNetwork: 1\n      containers: [{name: c}, {name: c}]\n", []string{
			`7:34: labels value "d e": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
			"9:20: spec.template.spec.hostNetwork is the number 1; want true or false",
			`10:38: container "c" is here twice, first in line 10; want each name once in a pod`,
		}},
		{"less than none", workload("Deployment", "a", ", replicas: -1", "") + workload("Job", "a", ", completions: -2, parallelism: -3", "") + workload("StatefulSet", "a", ", ordinals: {start: -4}", ""), []string{
			"2:154: spec.replicas is -1; want 0 or more",
			"4:151: spec.completions is -2; want 0 or more",
			"4:168: spec.parallelism is -3; want 0 or more",
			"6:163: spec.ordinals.start is -4; want 0 or more",
		}},
		{"index of what", workload("Job", "a", ", completionMode: Indexed", ""), []string{
			"2:154: an Indexed Job without completions; want spec.completions",
		}},
		{"selects others", strings.Replace(workload("Deployment", "a", "", ""), "matchLabels: {app: a}", "matchLabels: {app: b}", 1), []string{
			"2:154: spec.selector does not match the labels of the template: app=b; want labels of spec.template.metadata.labels",
		}},
		{"here twice", workload("Deployment", "a", "", "") + workload("Deployment", "a", "", ""), []string{
			"4:58: Deployment default/a is here twice, first in line 2; want each name once",
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

func TestExpandFaults(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"no node fits", node("m", "") + workload("DaemonSet", "a", "", ", nodeSelector: {disk: ssd}"), []string{
			"4:155: DaemonSet default/a fits no node; want a manifest of kind Node whose name and labels it allows",
		}},
		{"no node fits a template", node("m", "") + workload("StatefulSet", "a", "", ", nodeSelector: {disk: ssd}"), []string{
			"4:157: pod a-0 stays Pending: no node matches nodeSelector disk=ssd; want labels that a node has",
		}},
		{"a pod of that name", node("m", "") + workload("StatefulSet", "a", "", "") + pod("a-0", ""), []string{
			"4:59: StatefulSet default/a makes a pod a-0, which is here already; want another name",
		}},
		{"too many", node("m", "") + workload("Deployment", "a", ", replicas: 2000000000", ""), []string{
			"4:58: with Deployment default/a there are more than 100000 pods; want fewer pods",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := Parse("m.yaml", []byte(c.text))
			if err != nil {
				t.Fatal(err)
			}
			if _, err = Build(m, DefaultConfig()); err == nil {
				t.Fatal("builds, want errors")
			}
			want(t, "errors", strings.Split(err.Error(), "\n"), prefixed("m.yaml:", c.want))
		})
	}
}

// Two files may not make the pods of one name.
func TestTwiceInTwoFiles(t *testing.T) {
	m, err := Parse("m.yaml", []byte(node("m", "")+workload("Deployment", "a", "", "")))
	if err != nil {
		t.Fatal(err)
	}
	m.Workloads = append(m.Workloads, m.Workloads...)
	if _, err = Build(m, DefaultConfig()); err == nil || err.Error() != "m.yaml:4:58: Deployment default/a is here twice; want each name once" {
		t.Errorf("builds with %v", err)
	}
}

// All kinds in block style, as people write them.
func TestWorkloadsOfAFile(t *testing.T) {
	text, err := os.ReadFile("testdata/workloads.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "places", places(built(t, string(text), DefaultConfig())), []string{
		"agent-jbrdl 192.168.49.2 minikube node/minikube",
		"agent-vkcxr 192.168.49.3 minikube-m02 node/minikube-m02",
		"sum-0-r8z9c 10.244.0.2 minikube pod/default/sum-0-r8z9c",
		"sum-1-pcm2l 10.244.1.2 minikube-m02 pod/default/sum-1-pcm2l",
		"web-hbsp7 10.244.0.3 minikube pod/default/web-hbsp7",
		"web-tl9xd 10.244.1.3 minikube-m02 pod/default/web-tl9xd",
		"store.db-0.db 10.244.0.4 minikube pod/store/db-0",
		"store.db-0.backup 10.244.0.4 minikube pod/store/db-0",
		"store.db-1.db 10.244.1.4 minikube-m02 pod/store/db-1",
		"store.db-1.backup 10.244.1.4 minikube-m02 pod/store/db-1",
	})
}
