package worker

import (
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// TestStandstill: time that the worker computes or waits counts as standing still;
// time in which others have the processor does not.
func TestStandstill(t *testing.T) {
	const s, ms = time.Second, time.Millisecond
	type look struct {
		moved int64
		busy  bool
		u     usage
		want  time.Duration
	}
	for _, tt := range []struct {
		why   string
		looks []look
	}{
		{"it computes all the time", []look{{0, false, usage{cpu: 1 * s}, 1 * s}, {0, false, usage{cpu: 2 * s}, 2 * s}}},
		{"on four processors", []look{{0, false, usage{cpu: 4 * s}, 1 * s}, {0, false, usage{cpu: 8 * s}, 2 * s}}},
		{"it moves", []look{{0, false, usage{cpu: 1 * s}, 1 * s}, {1, false, usage{cpu: 2 * s}, 0}, {1, false, usage{cpu: 3 * s}, 1 * s}}},
		{"others have the processor", []look{{0, false, usage{cpu: 40 * ms}, 40 * ms}, {0, false, usage{cpu: 90 * ms}, 90 * ms}}},
		{"it waits for what does not come", []look{{0, false, usage{}, 1 * s}, {0, false, usage{}, 2 * s}}},
		{"somebody stopped it", []look{{0, false, usage{cpu: 1 * s}, 1 * s}, {0, false, usage{cpu: 1 * s, stopped: true}, 1 * s}}},
		{"its parent is at work", []look{{0, true, usage{}, 0}, {0, false, usage{}, 1 * s}}},
		{"the system does not tell", []look{{0, false, usage{cpu: -1}, 1 * s}, {0, false, usage{cpu: -1}, 2 * s}}},
	} {
		var st standstill
		for i, l := range tt.looks {
			if got := st.stood(l.moved, l.busy, l.u, s); got != l.want {
				t.Errorf("%s: after look %d it stood for %v, want %v", tt.why, i+1, got, l.want)
			}
		}
	}
}

// TestLook: a process sees itself.
func TestLook(t *testing.T) {
	u, err := look(os.Getpid())
	if err != nil || u.resident < 1<<20 || u.resident > 1<<40 || u.stopped {
		t.Errorf("this process uses %+v, %v", u, err)
	}
}

// TestDeafWorker: one that neither says anything nor takes the signal is killed, and
// it is known why.
func TestDeafWorker(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	p := startShell(t, sh, "trap '' USR1; while :; do :; done")
	var died *DiedError
	if err := p.Frames(Limits{Stall: time.Second}, func(Frame) error { return nil }); !errors.As(err, &died) || !died.Killed || p.Why() != Stalled {
		t.Errorf("it ended with %v because of %v, want it killed because it stalled", err, p.Why())
	}
	if u := p.Usage(); u.CPU < time.Second/2 || u.Peak == 0 {
		t.Errorf("it used %+v", u)
	}
}

// TestKilledByOthers: a worker that is killed by others has not been ended by its parent.
func TestKilledByOthers(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	p := startShell(t, sh, "kill -9 $$")
	var died *DiedError
	if err := p.Frames(Limits{}, func(Frame) error { return nil }); !errors.As(err, &died) || !died.Killed || p.Why() != Itself {
		t.Errorf("it ended with %v because of %v, want it killed by others", err, p.Why())
	}
}

// TestTruncatedFrame: the whole frames of a worker that was killed are good.
func TestTruncatedFrame(t *testing.T) {
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Fatal(err)
	}
	p := startShell(t, sh, `printf 'E\002\000\000\000ab' >&3; printf 'E\002\000\000\000a' >&3; kill -9 $$`)
	var got []string
	var died *DiedError
	err = p.Frames(Limits{}, func(f Frame) error { got = append(got, string(f.Kind)+string(f.Body)); return nil })
	if !errors.As(err, &died) || len(got) != 1 || got[0] != "Eab" {
		t.Errorf("frames %q and %v, want the first", got, err)
	}
}

// startShell starts a shell as a worker.
func startShell(t *testing.T, sh, script string) *Process {
	t.Helper()
	file := t.TempDir() + "/worker"
	if err := os.WriteFile(file, []byte("#!"+sh+"\n"+script+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	p, err := Start(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.cmd.Process.Signal(syscall.SIGKILL) })
	return p
}
