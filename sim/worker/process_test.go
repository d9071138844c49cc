package worker

import (
	"errors"
	"os/exec"
	"testing"
)

// TestDiesBeforeItsJob: a worker that ends before it has read its job has died like
// any other. The job is larger than the buffer of a pipe.
func TestDiesBeforeItsJob(t *testing.T) {
	gone, err := exec.LookPath("false")
	if err != nil {
		t.Fatal(err)
	}
	p, err := Start(gone, make([]byte, 1<<22))
	if err != nil {
		t.Fatal(err)
	}
	var died *DiedError
	err = p.Frames(Limits{}, func(f Frame) error { t.Errorf("it sent %v", f.Kind); return nil })
	if !errors.As(err, &died) || died.State != "exit status 1" || died.Killed {
		t.Errorf("it ended with %v, want exit status 1", err)
	}
}
