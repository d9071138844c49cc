package atomicfile

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestDevice: devices stay devices, and give their own errors. A user who may replace
// those of the machine makes new ones, other users link to them.
func TestDevice(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name  string
		minor int
		want  error
	}{{"null", 3, nil}, {"full", 7, syscall.ENOSPC}} {
		path := filepath.Join(dir, c.name)
		err := syscall.Mknod(path, syscall.S_IFCHR|0o666, 1<<8|c.minor)
		if errors.Is(err, syscall.EPERM) {
			err = os.Symlink("/dev/"+c.name, path)
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := Bytes(path, []byte("x")); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
		if info, err := os.Stat(path); err != nil || info.Mode()&os.ModeDevice == 0 {
			t.Errorf("%s is now %v, %v", c.name, info.Mode(), err)
		}
		if entries, err := os.ReadDir(dir); err != nil || Leftover(entries[0].Name()) {
			t.Errorf("%s: left are %v, %v", c.name, entries, err)
		}
	}
}
