package emit

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// decode reads manifests strictly: a field that Kubernetes does not know is an
// error, and so is one that is there twice.
func decode(t testing.TB, manifests string) (config corev1.ConfigMap, shards, merge batchv1.Job) {
	t.Helper()
	into := []any{&config, &shards, &merge}
	documents := yaml.NewDecoder(strings.NewReader(manifests))
	for i := 0; ; i++ {
		var document map[string]any
		if err := documents.Decode(&document); errors.Is(err, io.EOF) {
			if i != len(into) {
				t.Fatalf("%d manifests, want %d", i, len(into))
			}
			return config, shards, merge
		} else if err != nil {
			t.Fatal(err)
		}
		content, err := json.Marshal(document)
		if err != nil {
			t.Fatal(err)
		}
		d := json.NewDecoder(bytes.NewReader(content))
		d.DisallowUnknownFields()
		if err := d.Decode(into[i]); err != nil {
			t.Fatalf("manifest %d: %v\n%s", i, err, content)
		}
	}
}

// TestKubernetes: the manifests are valid by Kubernetes' types.
func TestKubernetes(t *testing.T) {
	s := sweep()
	s.Shards = 4
	config, shards, merge := decode(t, written(t, s.Kubernetes))
	for kind, x := range map[string]struct{ api, kind, name string }{
		"ConfigMap": {config.APIVersion, config.Kind, config.Name}, "Job": {shards.APIVersion, shards.Kind, shards.Name}, "Job of the merge": {merge.APIVersion, merge.Kind, merge.Name},
	} {
		if want := "sim-k-x-01234567"; !strings.HasPrefix(x.name, want) || !strings.HasPrefix(kind, x.kind) || x.api != map[string]string{"ConfigMap": "v1", "Job": "batch/v1"}[x.kind] {
			t.Errorf("%s is %+v", kind, x)
		}
	}
	if got, want := config.Data["study.yaml"], string(s.Study)+"\n"; got != want {
		t.Errorf("the study is\n%q\nnot\n%q", got, want)
	}
	spec := shards.Spec
	if *spec.CompletionMode != batchv1.IndexedCompletion || *spec.Completions != 4 || *spec.Parallelism != 4 || *spec.BackoffLimitPerIndex < 1 || *spec.MaxFailedIndexes != 4 {
		t.Errorf("the job is %+v", spec)
	}
	rules := spec.PodFailurePolicy.Rules
	if len(rules) != 2 || rules[0].Action != batchv1.PodFailurePolicyActionFailIndex || fmt.Sprint(rules[0].OnExitCodes.Values) != "[2 3 99]" ||
		rules[0].OnExitCodes.Operator != batchv1.PodFailurePolicyOnExitCodesOpIn || *rules[0].OnExitCodes.ContainerName != "sim" ||
		rules[1].Action != batchv1.PodFailurePolicyActionIgnore || rules[1].OnPodConditions[0].Type != corev1.DisruptionTarget || rules[1].OnPodConditions[0].Status != corev1.ConditionTrue {
		t.Errorf("the policy for failures is %+v", rules)
	}
	if !*merge.Spec.Suspend || merge.Spec.PodFailurePolicy.Rules[0].Action != batchv1.PodFailurePolicyActionFailJob {
		t.Errorf("the merge is %+v", merge.Spec)
	}
	for what, tt := range map[string]struct {
		pod  corev1.PodSpec
		args string
	}{
		"a shard":   {shards.Spec.Template.Spec, "sweep /study/study.yaml --shard $(JOB_COMPLETION_INDEX)+1/4 --out /results/k's results --jobs 2 --memory 3072MiB --progress plain --keep=all"},
		"the merge": {merge.Spec.Template.Spec, "merge /results/k's results"},
	} {
		c := tt.pod.Containers[0]
		if got := strings.Join(c.Args, " "); got != tt.args || len(tt.pod.Containers) != 1 || c.Image != s.Image || c.Name != "sim" {
			t.Errorf("%s runs %s: %s", what, c.Image, got)
		}
		if cpu, memory := c.Resources.Requests.Cpu(), c.Resources.Limits.Memory(); cpu.Value() != 2 || memory.Value() != 4<<30 {
			t.Errorf("%s has %v cores and %v of memory", what, cpu, memory)
		}
		if sc := c.SecurityContext; *sc.AllowPrivilegeEscalation || !*sc.ReadOnlyRootFilesystem || sc.Capabilities.Drop[0] != "ALL" || !*tt.pod.SecurityContext.RunAsNonRoot || *tt.pod.SecurityContext.RunAsUser != 65532 {
			t.Errorf("%s may do more than it must: %+v", what, sc)
		}
		if tt.pod.RestartPolicy != corev1.RestartPolicyNever || *tt.pod.AutomountServiceAccountToken {
			t.Errorf("%s: %+v", what, tt.pod)
		}
		volumes := map[string]corev1.Volume{}
		for _, v := range tt.pod.Volumes {
			volumes[v.Name] = v
		}
		for _, m := range c.VolumeMounts {
			v, ok := volumes[m.Name]
			if !ok {
				t.Errorf("%s mounts %s, which is not there", what, m.Name)
			}
			switch m.MountPath {
			case "/study":
				if v.ConfigMap.Name != config.Name || !m.ReadOnly {
					t.Errorf("%s reads its study from %+v", what, v)
				}
			case "/results":
				if v.PersistentVolumeClaim.ClaimName != "results" {
					t.Errorf("%s writes to %+v", what, v)
				}
			}
		}
	}
}

// TestKubernetesNames: the jobs of a study of any name have names that Kubernetes
// takes, also with the index of a pod behind them.
func TestKubernetesNames(t *testing.T) {
	for _, name := range []string{"a", "-", "--a--", strings.Repeat("long-", 30), "0", strings.Repeat("x", 35) + "-y"} {
		s := sweep()
		s.Name = name
		s.Claim = "1234" // a number, if nobody quotes it
		_, shards, merge := decode(t, written(t, s.Kubernetes))
		for _, n := range []string{shards.Name + "-99999", merge.Name} {
			if bad := validation.IsDNS1123Label(n); len(bad) > 0 {
				t.Errorf("study %q has %q: %v", name, n, bad)
			}
		}
	}
	for _, tt := range []struct {
		change func(*Sweep)
		want   string
	}{
		{func(s *Sweep) { s.Image = "" }, "needs an image with sim"},
		{func(s *Sweep) { s.Image = "a b" }, "needs an image with sim"},
		{func(s *Sweep) { s.Claim = "" }, "needs the name of a PersistentVolumeClaim"},
		{func(s *Sweep) { s.Claim = "a: b" }, "needs the name of a PersistentVolumeClaim"},
		{func(s *Sweep) { s.Study = bytes.Repeat([]byte("x"), 1<<20) }, "a ConfigMap takes at most 1000000"},
	} {
		s := sweep()
		tt.change(&s)
		if err := s.Kubernetes(io.Discard); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q", err, tt.want)
		}
	}
}
