package apiserver

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	"k8s.io/apimachinery/pkg/util/yaml"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
)

// study has a cell that fails its expectation: runs 4 and 5, of shards 1 and 2 of 4.
const study = `name: apiserver
scenario: ping
set: {duration: 30s, expect: [max(ping.rtt) <= 150ms]}
repeat: 2
parameters:
  way: {path: network.latency.constant, values: [10ms, 50ms, 90ms]}
measures: [p99(ping.rtt)]
`

// simBinary returns the sealed binary that SIM names.
func simBinary(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs(os.Getenv("SIM"))
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil || os.Getenv("SIM") == "" {
		t.Fatalf("SIM has to name the binary: %v", err)
	}
	return path
}

// sim runs the command in a folder.
func sim(t *testing.T, binary, dir string, want int, args ...string) string {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = dir
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code != want {
		t.Fatalf("sim %v: exit code %d, want %d\n%s", args, code, want, &said)
	}
	return out.String()
}

// apply sends each manifest to the server as it is. The server refuses fields
// that it does not know.
func apply(t *testing.T, client *kubernetes.Clientset, manifests string) (jobs []string) {
	t.Helper()
	for _, document := range strings.Split(manifests, "\n---\n") {
		content, err := yaml.ToJSON([]byte(document))
		if err != nil {
			t.Fatal(err)
		}
		var head struct {
			Kind     string
			Metadata struct{ Name string }
		}
		if err := json.Unmarshal(content, &head); err != nil {
			t.Fatal(err)
		}
		var to rest.Interface
		resource := ""
		switch head.Kind {
		case "ConfigMap":
			to, resource = client.CoreV1().RESTClient(), "configmaps"
		case "Job":
			to, resource = client.BatchV1().RESTClient(), "jobs"
			jobs = append(jobs, head.Metadata.Name)
		default:
			t.Fatalf("kind %q", head.Kind)
		}
		post := func(content []byte) error {
			return to.Post().Namespace("default").Resource(resource).Param("fieldValidation", metav1.FieldValidationStrict).
				SetHeader("Content-Type", "application/json").Body(content).Do(t.Context()).Error()
		}
		// Were it not strict, this test could not fail.
		if err := post(bytes.Replace(content, []byte(`"metadata"`), []byte(`"metadatum":{},"metadata"`), 1)); err == nil || !strings.Contains(err.Error(), "metadatum") {
			t.Errorf("the server says %v to a field that there is not", err)
		}
		if err := post(content); err != nil {
			t.Fatalf("%s %s: %v", head.Kind, head.Metadata.Name, err)
		}
	}
	return jobs
}

// ended waits until a job is complete or has failed.
func ended(t *testing.T, client *kubernetes.Clientset, name string) *batchv1.Job {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	for {
		j, err := client.BatchV1().Jobs("default").Get(ctx, name, metav1.GetOptions{})
		if err != nil {
			t.Fatalf("job %s does not end: %v", name, err)
		}
		for _, c := range j.Status.Conditions {
			if (c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed) && c.Status == corev1.ConditionTrue {
				return j
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// condition says how a job has ended, and why.
func condition(j *batchv1.Job) string {
	for _, c := range j.Status.Conditions {
		if c.Status == corev1.ConditionTrue && (c.Type == batchv1.JobComplete || c.Type == batchv1.JobFailed) {
			return string(c.Type) + " " + c.Reason
		}
	}
	return ""
}

// TestJob: an Indexed Job of four shards, on a server that checks it, with a
// controller that runs it. A shard with a failed expectation is not tried again; a
// shard that fails otherwise is; an evicted shard is, without counting. The merged
// results are those of one machine.
func TestJob(t *testing.T) {
	binary, dir := simBinary(t), t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "study.yaml"), []byte(study), 0o644); err != nil {
		t.Fatal(err)
	}
	sim(t, binary, dir, 99, "sweep", "study.yaml", "--out", "whole", "-q")
	manifests := sim(t, binary, dir, 0, "sweep", "study.yaml", "--emit", "kubernetes", "--image", "sim:1", "--claim", "results", "--shards", "4", "--memory", "1GiB", "--out", "parts")
	client := cluster(t)
	k := &kubelet{
		t: t, client: client, sim: binary, results: filepath.Join(dir, "claim"), studies: t.TempDir(), ran: map[string][]int32{},
		fate: func(job, index string, nth int) (int32, bool) {
			switch {
			case index == "2" && nth == 1:
				return 1, false // a full disk, say
			case index == "3" && nth <= 5:
				return 137, true // evicted, more often than a try is given
			}
			return 0, false
		},
	}
	if err := os.Mkdir(k.results, 0o755); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); k.run(ctx) }()
	defer func() { cancel(); <-done }()

	jobs := apply(t, client, manifests)
	if len(jobs) != 2 {
		t.Fatalf("jobs %v, want the shards and the merge", jobs)
	}
	j := ended(t, client, jobs[0])
	if got := condition(j); got != "Failed FailedIndexes" {
		t.Errorf("the job has ended as %s", got)
	}
	if got, want := j.Status.CompletedIndexes+" and not "+*j.Status.FailedIndexes, "2,3 and not 0,1"; got != want {
		t.Errorf("indexes %s were completed, want %s", got, want)
	}
	k.mu.Lock()
	for index, want := range map[string]string{"0": "[99]", "1": "[99]", "2": "[1 0]", "3": "[137 137 137 137 137 0]"} {
		if got := fmt.Sprint(k.ran[jobs[0]+" "+index]); got != want {
			t.Errorf("the pods of index %s ended with %s, want %s", index, got, want)
		}
	}
	if n := len(k.ran[jobs[1]+" "]); n != 0 {
		t.Errorf("the merge, which is suspended, has run %d times", n)
	}
	k.mu.Unlock()

	_, err := client.BatchV1().Jobs("default").Patch(t.Context(), jobs[1], types.StrategicMergePatchType, []byte(`{"spec":{"suspend":false}}`), metav1.PatchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	// All runs are there, and an expectation has failed: not to be tried again.
	if got := condition(ended(t, client, jobs[1])); got != "Failed PodFailurePolicy" {
		t.Errorf("the merge has ended as %s", got)
	}
	if got := fmt.Sprint(k.ran[jobs[1]+" "]); got != "[99]" {
		t.Errorf("the pods of the merge ended with %s, want [99]", got)
	}
	for _, name := range []string{"results.csv", "results.parquet"} {
		want, err := os.ReadFile(filepath.Join(dir, "whole", name))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(filepath.Join(k.results, "parts", name)); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is not what one machine gives (%v)", name, err)
		}
	}
}
