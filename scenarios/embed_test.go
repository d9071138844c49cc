package scenarios

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

func TestEmbedded(t *testing.T) {
	names := Embedded()
	for _, want := range []string{"churn", "ping", "wan"} {
		if !slices.Contains(names, want) {
			t.Errorf("%q lacks %s", names, want)
		}
	}
	if !slices.IsSorted(names) {
		t.Errorf("%q is not sorted", names)
	}
}

func TestRead(t *testing.T) {
	t.Chdir(t.TempDir())
	onDisk, err := embedded.ReadFile("ping.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"ping", "ping.yaml"} {
		file, data, err := Read(name)
		if err != nil || file != "scenarios/ping.yaml" || !bytes.Equal(data, onDisk) {
			t.Errorf("Read(%q) = %q, %d bytes, %v, want the embedded file", name, file, len(data), err)
		}
	}

	mine := []byte("name: mine\n")
	if err := os.WriteFile("ping.yaml", mine, 0o644); err != nil {
		t.Fatal(err)
	}
	if file, data, err := Read("ping.yaml"); err != nil || file != "ping.yaml" || !bytes.Equal(data, mine) {
		t.Errorf("Read(ping.yaml) = %q, %q, %v, want the file that exists", file, data, err)
	}
	if file, _, err := Read("ping"); err != nil || file != "scenarios/ping.yaml" {
		t.Errorf("Read(ping) = %q, %v, want the embedded file", file, err)
	}

	// A folder of results must not hide the scenario it was made by.
	if err := os.Mkdir("churn", 0o755); err != nil {
		t.Fatal(err)
	}
	if file, _, err := Read("churn"); err != nil || file != "scenarios/churn.yaml" {
		t.Errorf("Read(churn) = %q, %v, want the embedded file", file, err)
	}
}

func TestReadProblems(t *testing.T) {
	dir := t.TempDir()
	all := strings.Join(Embedded()[:len(Embedded())-1], ", ") + " or " + Embedded()[len(Embedded())-1]
	missing := filepath.Join(dir, "missing.yaml")
	for name, want := range map[string]string{
		dir:     dir + ": this is a directory; want a scenario file, or one of " + all,
		missing: missing + ": no such file, and no scenario of that name; want a scenario file, or one of " + all,
		"churm": `churm: no such file, and no scenario of that name; want a scenario file, or one of ` + all + `; did you mean "churn"?`,
		"":      "scenario: the name is empty; want a scenario file, or one of " + all,
	} {
		_, _, err := Read(name)
		var ps Problems
		if !errors.As(err, &ps) || err.Error() != want {
			t.Errorf("Read(%q):\ngot  %v\nwant %s", name, err, want)
		}
	}
}

// A device without end must not fill the memory.
func TestReadStopsAtTheLimit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.yaml")
	if err := os.WriteFile(path, bytes.Repeat([]byte("#\n"), strict.MaxText/2+1), 0o644); err != nil {
		t.Fatal(err)
	}
	_, data, err := Read(path)
	if err != nil || len(data) != strict.MaxText+1 {
		t.Errorf("Read gives %d bytes, %v, want %d", len(data), err, strict.MaxText+1)
	}
}
