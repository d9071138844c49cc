package overlay

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func goroot(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

func TestMakeTwiceLeavesFilesAlone(t *testing.T) {
	dir := t.TempDir()
	path, err := Make(goroot(t), dir)
	if err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var o struct{ Replace map[string]string }
	if err := json.Unmarshal(b, &o); err != nil {
		t.Fatal(err)
	}
	times := map[string]int64{}
	for _, to := range o.Replace {
		info, err := os.Stat(to)
		if err != nil {
			t.Fatal(err)
		}
		times[to] = info.ModTime().UnixNano()
	}
	if _, err := Make(goroot(t), dir); err != nil {
		t.Fatal(err)
	}
	for to, was := range times {
		if info, err := os.Stat(to); err != nil || info.ModTime().UnixNano() != was {
			t.Errorf("%s was written again, which would rebuild the standard library: %v", to, err)
		}
	}
}

// TestMissingAnchor: a Go release that looks different is refused in one
// sentence that names the place.
func TestMissingAnchor(t *testing.T) {
	root := t.TempDir()
	for _, e := range edits {
		to := filepath.Join(root, "src", e.file)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		b, err := os.ReadFile(filepath.Join(goroot(t), "src", e.file))
		if err != nil {
			t.Fatal(err)
		}
		src := strings.Replace(string(b), "cheaprandn(uint32(norder + 1))", "somethingElse()", 1)
		if err := os.WriteFile(to, []byte(src), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	_, err := Make(root, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "runtime/select.go") || strings.Count(err.Error(), "\n") > 0 {
		t.Errorf("error %v, want one line that names runtime/select.go", err)
	}
}

func TestCheckGo(t *testing.T) {
	for version, ok := range map[string]bool{
		"go1.26": true, "go1.26.8": true, "go1.26rc1": true,
		"go1.25.3": false, "go1.27": false, "go1.260": false, "devel go1.27-abc": false,
	} {
		if err := CheckGo(version); (err == nil) != ok {
			t.Errorf("CheckGo(%s) = %v, want ok: %v", version, err, ok)
		}
	}
}
