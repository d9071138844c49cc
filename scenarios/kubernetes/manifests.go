package kubernetes

import (
	"fmt"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// Manifests are the objects of a file, in its order. They are checked one by
// one; [Build] checks that they go together.
type Manifests struct {
	File      string // as given to [Parse]
	Pods      []Pod
	Nodes     []Node
	Workloads []Workload
}

// Pod is a v1 Pod whose names, labels and containers are sound. Its namespace
// is never "".
type Pod struct {
	corev1.Pod
	tree     *yaml.Node
	workload string // that made it here, or ""
}

// Node is a v1 Node whose name, labels and addresses are sound.
type Node struct {
	corev1.Node
	tree *yaml.Node
}

// Parse reads Pods, Nodes, Workloads and Lists of them from the YAML documents
// of a file; JSON is YAML too. The name of the file is for messages alone. Everything that Kubernetes would refuse is an error, as is
// everything that it would silently drop: an unknown field, a key that is there
// twice.
//
// The error is of type [Errors] and has all faults.
func Parse(name string, text []byte) (*Manifests, error) {
	f := &faults{file: name}
	if checkText(f, text); len(f.errs) > 0 {
		return nil, f.err()
	}
	p := &parser{
		faults: f,
		typed:  typed{f, map[reflect.Type][]field{}, map[*yaml.Node]bool{}},
		out:    &Manifests{File: name},
		first:  map[string]int{},
	}
	for _, root := range documents(f, text) {
		r := resolver{faults: f}
		if tree := r.resolve(root, 0); !r.stopped && !empty(tree) {
			p.object(tree)
		}
	}
	if len(f.errs) == 0 && len(p.out.Pods)+len(p.out.Nodes)+len(p.out.Workloads) == 0 {
		f.add(place{1, 1}, "no objects", "Pods and Nodes", "")
	}
	if err := f.err(); err != nil {
		return nil, err
	}
	return p.out, nil
}

func empty(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.Tag == "!!null" }

type parser struct {
	*faults
	typed typed
	out   *Manifests
	first map[string]int // the line of each object, by kind and name
}

// kinds are the kinds of object that a manifest may hold, and versions the
// apiVersion of each.
var (
	kinds    = []string{"Pod", "Node", "List", "Deployment", "StatefulSet", "DaemonSet", "Job"}
	versions = map[string]string{
		"Pod": "v1", "Node": "v1", "List": "v1",
		"Deployment": "apps/v1", "StatefulSet": "apps/v1", "DaemonSet": "apps/v1", "Job": "batch/v1",
	}
)

// object reads one object, or the objects of a list.
func (p *parser) object(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		p.add(placeOf(n), "a manifest that is "+kindOf(n), "a mapping with apiVersion, kind and metadata", "")
		return
	}
	kind, ok := p.typeOf(n)
	if !ok {
		return
	}
	switch kind {
	case "Pod":
		pod := Pod{tree: n}
		p.typed.decode(n, &pod.Pod)
		p.pod(pod)
	case "Node":
		node := Node{tree: n}
		p.typed.decode(n, &node.Node)
		p.node(node)
	case "Deployment", "StatefulSet", "DaemonSet", "Job":
		p.workload(kind, n)
	case "List":
		p.typed.decode(n, &metav1.List{})
		if items := child(n, "items"); items != nil && items.Kind == yaml.SequenceNode {
			for _, item := range items.Content {
				p.object(item)
			}
		}
	}
}

// typeOf returns the kind of an object of ours, and reports any other.
func (p *parser) typeOf(n *yaml.Node) (kind string, ok bool) {
	kind, ok = p.word(n, "kind", say.List(kinds), `; "kubectl get pods,nodes -o yaml" prints the pods that any other kind has made`, kinds)
	if version, known := versions[kind]; known {
		_, right := p.word(n, "apiVersion", version, "", []string{version})
		return kind, ok && right
	}
	if child(n, "apiVersion") == nil {
		p.add(placeOf(n), "apiVersion is missing", "v1, apps/v1 or batch/v1", "")
	}
	return kind, false
}

// word reads a text of an object, one of wants, and reports any other.
// Instead says what helps whoever has another.
func (p *parser) word(n *yaml.Node, key, want, instead string, wants []string) (string, bool) {
	v := child(n, key)
	if v == nil || empty(v) {
		p.add(placeOf(n), key+" is missing", want, "")
		return "", false
	}
	s, isText := plain(v).(string)
	if isText && slices.Contains(wants, s) {
		return s, true
	}
	p.add(placeOf(v), fmt.Sprintf("%s is %s", key, kindOf(v)), want+instead, near.Word(s, wants))
	return "", false
}

// once reports an object whose name is taken.
func (p *parser) once(kind, name string, n *yaml.Node) {
	at := nodeAt(n, "metadata", "name")
	key := kind + " " + name
	if line, ok := p.first[key]; ok {
		p.fault(at, fmt.Sprintf("%s is here twice, first in line %d", key, line), "each name once", "")
		return
	}
	p.first[key] = at.Line
}

// fault reports a fault of a value whose type is right. In a value with a fault
// already it reports none, for the new one may only follow from it.
func (p *parser) fault(n *yaml.Node, message, want, hint string) {
	if !p.typed.damaged(n) {
		p.add(placeOf(n), message, want, hint)
	}
}
