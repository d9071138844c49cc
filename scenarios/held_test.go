package scenarios

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/budget"
)

// A scenario that names large files is one that can be run: its resolved form,
// which holds them, loads again.
func TestLargeFiles(t *testing.T) {
	dir := t.TempDir()
	text, size := lab.Large(t, dir)
	file := filepath.Join(dir, "x.yaml")
	var spec *Spec
	budget.Input.Run(t, func() {
		var err error
		if spec, err = Load(file, []byte(text), lab.Fakes, nil); err != nil {
			t.Fatal(err)
		}
	})
	var again *Spec
	budget.Input.Run(t, func() {
		resolved := Resolved(spec)
		if len(resolved) < size {
			t.Errorf("%d bytes hold a file of %d", len(resolved), size)
		}
		var err error
		if again, err = Load("resolved.yaml", resolved, lab.Fakes, nil); err != nil {
			t.Fatalf("%.300s", err)
		}
	})
	if diff := cmp.Diff(spec, again, specOptions); diff != "" {
		t.Errorf("(-want +got)\n%.1000s", diff)
	}
	if ConfigHash(spec) != ConfigHash(again) {
		t.Error("the resolved scenario is another one")
	}
}

// A scenario may name regular files, and nothing that makes the program wait.
func TestOddFiles(t *testing.T) {
	dir := t.TempDir()
	pipe, socket := filepath.Join(dir, "pipe"), filepath.Join(dir, "large")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(socket, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(socket, 1<<40); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		pipe:            "this is no regular file",
		"/dev/zero":     "this is no regular file",
		socket:          "larger than 16 MiB",
		dir:             "this is a directory",
		"/proc/kmsg":    "", // says that it is empty, and blocks its reader
		"/proc/meminfo": "",
	} {
		if strings.HasPrefix(name, "/proc/") {
			if _, err := os.Stat(name); err != nil {
				continue // no Linux
			}
			want = "no names of regions"
		}
		t.Run(filepath.Base(name), func(t *testing.T) {
			for _, text := range []string{
				strings.Replace(lab.Minimal, "{constant: 50ms}", "{matrix: {file: "+name+", kind: rtt}}", 1),
			} {
				var err error
				budget.Input.Run(t, func() { _, err = Load(filepath.Join(dir, "x.yaml"), []byte(text), lab.Fakes, nil) })
				lab.WantError(t, err, want)
			}
		})
	}
}

// A text that uses the mark itself is left as it is.
func TestMarks(t *testing.T) {
	text := "a: " + strict.Mark + "0" + strict.Mark + "\n" + `base64: "` + strings.Repeat("A", strict.MaxFile) + "\"\n"
	if small, held := strict.TakeOut([]byte(text)); held != nil || string(small) != text {
		t.Error("a text with marks was changed")
	}
	text = text[strings.Index(text, "base64"):]
	small, held := strict.TakeOut([]byte(text))
	if len(held) != 1 || strict.PutBack(string(small), held) != text || len(small) > 100 {
		t.Errorf("%d files taken out, %.100q left", len(held), small)
	}
	lab.WantError(t, func() error {
		_, err := Load("x", []byte(strings.Repeat("a: b\n", strict.MaxFile)), lab.Fakes, nil)
		return err
	}(), "larger than 1 MiB")
}
