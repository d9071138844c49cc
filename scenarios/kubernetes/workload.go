package kubernetes

import (
	"cmp"
	"fmt"

	"gopkg.in/yaml.v3"
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// Workload is a Deployment, StatefulSet, DaemonSet or Job whose template is a
// sound pod. Its namespace is never "".
type Workload struct {
	Kind, Namespace, Name string
	// Template is what all of its pods have in common.
	Template corev1.PodTemplateSpec
	// Count is how many pods run at a time: spec.replicas, and of a Job the
	// smaller of parallelism and completions. It is 0 for a DaemonSet, which has
	// one a node.
	Count int

	first   int // ordinal of a StatefulSet's first pod
	indexed bool
	tree    *yaml.Node
	podTree *yaml.Node // of each pod
}

// workload checks a Workload by the rules of the API server, as far as they
// concern fields that count here, and keeps it.
func (p *parser) workload(kind string, n *yaml.Node) {
	w := Workload{Kind: kind, tree: n, podTree: podTree(n)}
	var meta metav1.ObjectMeta
	switch kind {
	case "Deployment":
		var d appsv1.Deployment
		p.typed.decode(n, &d)
		meta, w.Template = d.ObjectMeta, d.Spec.Template
		w.Count = p.count(n, "replicas", d.Spec.Replicas)
		p.selector(n, d.Spec.Selector, d.Spec.Template)
	case "StatefulSet":
		var s appsv1.StatefulSet
		p.typed.decode(n, &s)
		meta, w.Template = s.ObjectMeta, s.Spec.Template
		w.Count = p.count(n, "replicas", s.Spec.Replicas)
		if o := s.Spec.Ordinals; o != nil {
			w.first = int(o.Start)
			if o.Start < 0 {
				p.fault(nodeAt(n, "spec", "ordinals", "start"), fmt.Sprintf("spec.ordinals.start is %d", o.Start), "0 or more", "")
			}
		}
		p.selector(n, s.Spec.Selector, s.Spec.Template)
	case "DaemonSet":
		var d appsv1.DaemonSet
		p.typed.decode(n, &d)
		meta, w.Template = d.ObjectMeta, d.Spec.Template
		p.selector(n, d.Spec.Selector, d.Spec.Template)
	case "Job":
		var j batchv1.Job
		p.typed.decode(n, &j)
		meta, w.Template = j.ObjectMeta, j.Spec.Template
		p.job(n, j.Spec, &w)
	}
	w.Namespace, w.Name = cmp.Or(meta.Namespace, corev1.NamespaceDefault), meta.Name
	p.metadata(n, w.Namespace, meta)
	p.podSpec(w.pod(w.Name))
	if w.Name != "" {
		p.once(w.Kind, w.Namespace+"/"+w.Name, n)
	}
	p.out.Workloads = append(p.out.Workloads, w)
}

// job reads how many pods of a Job run at a time. Those that would follow when
// some have completed are left out: no container ends here.
func (p *parser) job(n *yaml.Node, j batchv1.JobSpec, w *Workload) {
	w.Count = p.count(n, "parallelism", j.Parallelism)
	completions := p.count(n, "completions", j.Completions)
	w.indexed = j.CompletionMode != nil && *j.CompletionMode == batchv1.IndexedCompletion
	switch {
	case j.Completions != nil:
		w.Count = min(w.Count, completions)
	case w.indexed:
		p.fault(nodeAt(n, "spec", "completionMode"), "an Indexed Job without completions", "spec.completions", "")
	}
	if j.Suspend != nil && *j.Suspend {
		w.Count = 0
	}
}

// count reads a number of pods of the spec, 1 by default.
func (p *parser) count(n *yaml.Node, field string, v *int32) int {
	switch {
	case v == nil:
		return 1
	case *v < 0:
		p.fault(nodeAt(n, "spec", field), fmt.Sprintf("spec.%s is %d", field, *v), "0 or more", "")
	}
	return int(*v)
}

// selector checks that a workload selects the pods that it makes.
func (p *parser) selector(n *yaml.Node, s *metav1.LabelSelector, template corev1.PodTemplateSpec) {
	at := nodeAt(n, "spec", "selector")
	if s == nil || len(s.MatchLabels)+len(s.MatchExpressions) == 0 {
		p.fault(at, "spec.selector is missing", "matchLabels that the template's labels have", "")
		return
	}
	switch in, err := metav1.LabelSelectorAsSelector(s); {
	case err != nil:
		p.fault(at, "spec.selector: "+err.Error(), "a label selector", "")
	case !in.Matches(labels.Set(template.Labels)):
		p.fault(at, "spec.selector does not match the labels of the template: "+in.String(), "labels of spec.template.metadata.labels", "")
	}
}

// pod returns a pod of the template, without what tells it from the others.
func (w Workload) pod(name string) Pod {
	return Pod{
		Pod: corev1.Pod{
			ObjectMeta: metav1.ObjectMeta{Name: name, Namespace: w.Namespace, Labels: w.Template.Labels, Annotations: w.Template.Annotations},
			Spec:       w.Template.Spec,
		},
		tree:     w.podTree,
		workload: w.Name,
	}
}

// podTree returns the tree of a workload's pods: the place of their name is that
// of the workload's, and everything else is in the template.
func podTree(workload *yaml.Node) *yaml.Node {
	template := nodeAt(workload, "spec", "template")
	word := func(s string) *yaml.Node {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s, Line: template.Line, Column: template.Column}
	}
	mapping := func(pairs ...*yaml.Node) *yaml.Node {
		return &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Content: pairs, Line: template.Line, Column: template.Column}
	}
	metadata := mapping(word("name"), nodeAt(workload, "metadata", "name"))
	pairs := []*yaml.Node{word("metadata"), metadata}
	if given := child(workload, "spec"); given != nil {
		if given = child(given, "template"); given != nil {
			if meta := child(given, "metadata"); meta != nil && child(meta, "labels") != nil {
				metadata.Content = append(metadata.Content, word("labels"), child(meta, "labels"))
			}
			if spec := child(given, "spec"); spec != nil {
				pairs = append(pairs, word("spec"), spec)
			}
		}
	}
	return mapping(pairs...)
}
