package apiserver

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes"
)

// indexOf is the annotation that has the index of a pod of an Indexed Job.
const indexOf = "batch.kubernetes.io/job-completion-index"

// A kubelet stands in for one: it runs the container of each pod as a process on
// this machine, with the folders of its volumes in place of their mount paths.
type kubelet struct {
	t       *testing.T
	client  *kubernetes.Clientset
	sim     string // in place of the image
	results string // the folder of the claim
	studies string // the folder of all ConfigMaps

	// fate decides how the nth pod of a job and index ends, from 1, in place of its
	// process.
	fate func(job, index string, nth int) (code int32, disrupted bool)

	mu  sync.Mutex
	ran map[string][]int32 // exit codes by job and index, in order
}

// run takes up all pods until the context ends.
func (k *kubelet) run(ctx context.Context) {
	seen := map[string]bool{}
	var pods sync.WaitGroup
	defer pods.Wait()
	for ctx.Err() == nil {
		list, err := k.client.CoreV1().Pods("default").List(ctx, metav1.ListOptions{})
		if err != nil {
			if ctx.Err() == nil {
				k.t.Error(err)
			}
			return
		}
		for _, p := range list.Items {
			if name := string(p.UID); !seen[name] && p.DeletionTimestamp == nil {
				seen[name] = true
				pods.Go(func() { k.pod(ctx, &p) })
			}
		}
		select {
		case <-ctx.Done():
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// pod runs a pod and tells the server how it ended.
func (k *kubelet) pod(ctx context.Context, p *corev1.Pod) {
	job, index := p.Labels["batch.kubernetes.io/job-name"], p.Annotations[indexOf]
	key := job + " " + index
	k.mu.Lock()
	nth := len(k.ran[key]) + 1
	k.ran[key] = append(k.ran[key], -1) // it runs
	k.mu.Unlock()
	code, disrupted := k.fate(job, index, nth)
	if code == 0 {
		var err error
		if code, err = k.container(ctx, p); err != nil {
			if ctx.Err() == nil {
				k.t.Errorf("%s: %v", p.Name, err)
			}
			return
		}
	}
	k.mu.Lock()
	k.ran[key][nth-1] = code
	k.mu.Unlock()
	if err := k.tell(ctx, p, code, disrupted); err != nil && ctx.Err() == nil {
		k.t.Errorf("%s: %v", p.Name, err)
	}
}

// container runs the one container of a pod.
func (k *kubelet) container(ctx context.Context, p *corev1.Pod) (int32, error) {
	c := p.Spec.Containers[0]
	env := map[string]string{}
	for _, e := range c.Env {
		env[e.Name] = e.Value
		if f := e.ValueFrom; f != nil && f.FieldRef != nil {
			// The job controller knows two such paths, for the annotation and the label.
			for name, value := range p.Annotations {
				if strings.Contains(f.FieldRef.FieldPath, "'"+name+"'") {
					env[e.Name] = value
				}
			}
		}
	}
	folders := map[string]string{}
	for _, v := range p.Spec.Volumes {
		switch {
		case v.ConfigMap != nil:
			dir, err := k.config(ctx, v.ConfigMap.Name)
			if err != nil {
				return 0, err
			}
			folders[v.Name] = dir
		case v.PersistentVolumeClaim != nil:
			folders[v.Name] = k.results
		}
	}
	args := append([]string{}, c.Args...)
	for i := range args {
		for name, value := range env {
			args[i] = strings.ReplaceAll(args[i], "$("+name+")", value)
		}
		if strings.Contains(args[i], "$(") {
			return 0, fmt.Errorf("argument %q has a variable that the container has not: %v", args[i], c.Env)
		}
		for _, m := range c.VolumeMounts {
			if rest, ok := strings.CutPrefix(args[i], m.MountPath+"/"); ok {
				args[i] = filepath.Join(folders[m.Name], rest)
				break
			}
		}
	}
	cmd := exec.CommandContext(ctx, k.sim, args...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return 0, err
	}
	k.t.Logf("%s: sim %s: exit code %d\n%s", p.Name, strings.Join(args, " "), cmd.ProcessState.ExitCode(), out)
	return int32(cmd.ProcessState.ExitCode()), nil
}

// config writes a ConfigMap as it is on the server to a folder.
func (k *kubelet) config(ctx context.Context, name string) (string, error) {
	c, err := k.client.CoreV1().ConfigMaps("default").Get(ctx, name, metav1.GetOptions{})
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp(k.studies, name)
	for file, content := range c.Data {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, file), []byte(content), 0o644))
	}
	return dir, err
}

// tell writes the status of a pod that has ended.
func (k *kubelet) tell(ctx context.Context, p *corev1.Pod, code int32, disrupted bool) error {
	for {
		now, err := k.client.CoreV1().Pods(p.Namespace).Get(ctx, p.Name, metav1.GetOptions{})
		if err != nil {
			return err
		}
		now.Status.Phase = corev1.PodSucceeded
		if code != 0 {
			now.Status.Phase = corev1.PodFailed
		}
		if disrupted {
			now.Status.Conditions = append(now.Status.Conditions, corev1.PodCondition{
				Type: corev1.DisruptionTarget, Status: corev1.ConditionTrue, Reason: "EvictionByEvictionAPI", LastTransitionTime: metav1.Now(),
			})
		}
		now.Status.ContainerStatuses = []corev1.ContainerStatus{{
			Name: p.Spec.Containers[0].Name, Image: p.Spec.Containers[0].Image,
			State: corev1.ContainerState{Terminated: &corev1.ContainerStateTerminated{ExitCode: code, FinishedAt: metav1.Now()}},
		}}
		if _, err = k.client.CoreV1().Pods(p.Namespace).UpdateStatus(ctx, now, metav1.UpdateOptions{}); !apierrors.IsConflict(err) {
			return err
		}
	}
}
