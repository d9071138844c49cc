package kubernetes

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"maps"
	"slices"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// maxPods is how many pods workloads may make. A line of a manifest can ask for
// two thousand million.
const maxPods = 100_000

// An expander makes the pods of workloads, as their controllers would.
type expander struct {
	*faults
	nodes []ClusterNode
	pods  []Pod
	taken map[string]bool // the names of pods, with namespaces
}

// expand returns the pods of the manifests and those that the workloads make. A
// workload whose pods are in the manifests, by their ownerReferences, makes none.
func expand(f *faults, m *Manifests, nodes []ClusterNode) []Pod {
	e := &expander{faults: f, nodes: nodes, pods: slices.Clone(m.Pods), taken: map[string]bool{}}
	for _, pod := range m.Pods {
		e.taken[pod.Namespace+"/"+pod.Name] = true
	}
	workloads := slices.SortedStableFunc(slices.Values(m.Workloads), func(a, b Workload) int {
		// Names that are not chosen come first: chosen ones give way.
		return cmp.Or(-cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name))
	})
	for i, w := range workloads {
		at := placeAt(w.tree, "metadata", "name")
		if i > 0 && w.key() == workloads[i-1].key() {
			f.add(at, w.key()+" is here twice", "each name once", "")
			continue
		}
		if slices.ContainsFunc(m.Pods, w.owns) {
			continue
		}
		if len(e.pods)+w.Count > maxPods || w.Kind == "DaemonSet" && len(e.pods)+len(nodes) > maxPods {
			f.add(at, fmt.Sprintf("with %s there are more than %d pods", w.key(), maxPods), "fewer pods", "")
			return nil
		}
		e.workload(w)
	}
	return e.pods
}

func (w Workload) key() string { return w.Kind + " " + w.Namespace + "/" + w.Name }

// owns reports whether a pod was made by the controller of w. Those of a
// Deployment belong to a ReplicaSet that is named after it.
func (w Workload) owns(p Pod) bool {
	owner := metav1.GetControllerOf(&p.Pod)
	if owner == nil || p.Namespace != w.Namespace {
		return false
	}
	if w.Kind == "Deployment" {
		return owner.Kind == "ReplicaSet" && owner.Name == w.Name+"-"+p.Labels[appsv1.DefaultDeploymentUniqueLabelKey]
	}
	return owner.Kind == w.Kind && owner.Name == w.Name
}

// workload makes the pods of one workload.
func (e *expander) workload(w Workload) {
	if w.Kind == "DaemonSet" {
		e.daemons(w)
		return
	}
	for i := range w.Count {
		var pod Pod
		switch w.Kind {
		case "StatefulSet":
			ordinal := strconv.Itoa(w.first + i)
			pod = w.pod(w.Name + "-" + ordinal)
			pod.Labels = with(pod.Labels, appsv1.StatefulSetPodNameLabel, pod.Name, appsv1.PodIndexLabel, ordinal)
		case "Job":
			index := strconv.Itoa(i)
			base := w.Name
			if w.indexed {
				base += "-" + index
			}
			pod = w.pod(e.name(w, base, index))
			pod.Labels = with(pod.Labels, batchv1.JobNameLabel, w.Name)
			if w.indexed {
				pod.Labels = with(pod.Labels, batchv1.JobCompletionIndexAnnotation, index)
			}
		default:
			pod = w.pod(e.name(w, w.Name, strconv.Itoa(i)))
		}
		e.keep(w, pod)
	}
}

// daemons makes a pod for each node that fits.
func (e *expander) daemons(w Workload) {
	template := w.pod("")
	fits, bound := selectorOf(template), template.Spec.NodeName
	before := len(e.pods)
	for _, n := range e.nodes {
		if (bound == "" || bound == n.Name) && fits.Matches(labels.Set(n.Labels)) {
			pod := w.pod(e.name(w, w.Name, n.Name))
			pod.Spec.NodeName = n.Name
			e.keep(w, pod)
		}
	}
	if len(e.pods) == before {
		e.add(placeAt(template.tree, "spec", "nodeSelector"), w.key()+" fits no node", "a manifest of kind Node whose name and labels it allows", "")
	}
}

func (e *expander) keep(w Workload, pod Pod) {
	name := pod.Namespace + "/" + pod.Name
	if e.taken[name] && w.Kind == "StatefulSet" {
		e.add(placeAt(w.tree, "metadata", "name"), fmt.Sprintf("%s makes a pod %s, which is here already", w.key(), pod.Name), "another name", "")
		return
	}
	e.taken[name] = true
	e.pods = append(e.pods, pod)
}

const (
	// suffixes are the letters that Kubernetes makes names up of, without vowels
	// (k8s.io/apimachinery/pkg/util/rand).
	suffixes = "bcdfghjklmnpqrstvwxz2456789"
	// suffixLength and maxBase are those of the API server's generator of names
	// (k8s.io/apiserver/pkg/storage/names).
	suffixLength = 5
	maxBase      = 63 - suffixLength
)

// name makes up a name that is free: base and five letters, which depend on the
// workload and on which of its pods this is, so that the others keep theirs when
// there are more.
func (e *expander) name(w Workload, base, which string) string {
	base += "-"
	base = base[:min(len(base), maxBase)]
	for try := 0; ; try++ {
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %s %d", w.key(), which, try))
		n := binary.BigEndian.Uint64(sum[:])
		suffix := make([]byte, suffixLength)
		for i := range suffix {
			suffix[i] = suffixes[n%uint64(len(suffixes))]
			n /= uint64(len(suffixes))
		}
		if name := base + string(suffix); !e.taken[w.Namespace+"/"+name] {
			return name
		}
	}
}

// with returns labels with more, by key and value.
func with(labels map[string]string, more ...string) map[string]string {
	all := map[string]string{}
	maps.Copy(all, labels)
	for i := 0; i < len(more); i += 2 {
		all[more[i]] = more[i+1]
	}
	return all
}
