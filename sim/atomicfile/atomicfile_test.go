package atomicfile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestWriteIsAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "summary.json")
	wantOnly := func(content string) {
		t.Helper()
		entries, _ := os.ReadDir(dir)
		if got, err := os.ReadFile(path); err != nil || string(got) != content || len(entries) != 1 {
			t.Errorf("%d files, %q, %v; want one, %q", len(entries), got, err, content)
		}
	}
	if err := Bytes(path, []byte("old")); err != nil {
		t.Fatal(err)
	}
	err := Write(path, func(w io.Writer) error {
		io.WriteString(w, strings.Repeat("new", 1<<16)) // beyond the buffer
		return syscall.ENOSPC
	})
	if !errors.Is(err, syscall.ENOSPC) || !strings.Contains(err.Error(), "cannot write "+path+": no space left on device") {
		t.Errorf("full disk: %v", err)
	}
	wantOnly("old")
	if err := Bytes(path, []byte("new")); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	wantOnly("new")
	if err := Bytes(filepath.Join(dir, "absent", "x"), nil); err == nil {
		t.Error("wrote into a directory that does not exist")
	}
}
