package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
)

// TestSymlink: the target of a link is replaced, also if it is not there yet, and the
// link stays.
func TestSymlink(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct{ why, old string }{{"a file", "old"}, {"nothing yet", ""}} {
		target, link := filepath.Join(dir, c.why), filepath.Join(dir, c.why+".link")
		if c.old != "" {
			if err := os.WriteFile(target, []byte(c.old), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(os.Symlink(c.why, link), os.Symlink(link, link+"2")); err != nil {
			t.Fatal(err)
		}
		if err := Bytes(link+"2", []byte("new")); err != nil {
			t.Errorf("a link to %s: %v", c.why, err)
		}
		if b, err := os.ReadFile(target); err != nil || string(b) != "new" {
			t.Errorf("a link to %s: %q, %v", c.why, b, err)
		}
		if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
			t.Errorf("the link to %s is now %v, %v", c.why, info.Mode(), err)
		}
	}
	loop := filepath.Join(dir, "loop")
	if err := os.Symlink("loop", loop); err != nil {
		t.Fatal(err)
	}
	if err := Bytes(loop, nil); err == nil {
		t.Error("a link to itself was written")
	}
	if err := Bytes(dir, nil); err == nil {
		t.Error("a directory was written")
	}
}

// TestPipe: the reader of a pipe gets the written bytes, and the pipe stays.
func TestPipe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		b, _ := os.ReadFile(path)
		got <- string(b)
	}()
	if err := Bytes(path, []byte("through")); err != nil {
		t.Fatal(err)
	}
	if s := <-got; s != "through" {
		t.Errorf("the reader got %q", s)
	}
	if info, err := os.Lstat(path); err != nil || info.Mode()&os.ModeNamedPipe == 0 {
		t.Errorf("the pipe is now %v, %v", info.Mode(), err)
	}
}

// TestOpenFile: an open file is written to under the name that /dev/fd has for it.
func TestOpenFile(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	link := filepath.Join(t.TempDir(), "out")
	if err := os.Symlink("/dev/fd/"+strconv.Itoa(int(w.Fd())), link); err != nil {
		t.Fatal(err)
	}
	if err := Bytes(link, []byte("open")); err != nil {
		t.Fatal(err)
	}
	w.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "open" {
		t.Errorf("%q, %v", b, err)
	}
}

// TestSweep removes the files that a killed Write leaves, and nothing else.
func TestSweep(t *testing.T) {
	dir := t.TempDir()
	keep := []string{"a.tmp", ".a.tmp", ".a.12x.tmp", ".a..tmp", "x.1.tmp", ".1.tmp"}
	for _, name := range append(keep, ".summary.json.123456.tmp", ".a.b.png.7.tmp") {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Sweep(dir, filepath.Join(dir, "absent")); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != len(keep) {
		t.Errorf("left are %v, %v, want %v", left, err, keep)
	}
}
