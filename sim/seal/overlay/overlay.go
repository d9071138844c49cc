// Package overlay makes the sealed standard library.
//
// A sealed build is an ordinary go build with -overlay: a few files of the
// user's own GOROOT, each with small anchored edits, and one file added to
// package runtime. Its nouns are the edit, the anchor that an edit hangs on and
// the overlay file that names the results. It never carries a copy of Go's own
// sources, and it refuses a Go release that it has not been tested with.
package overlay

import (
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/atomicfile"
)

//go:embed runtime.go.txt
var runtimeFile []byte

// Tag is the build tag that goes with the overlay.
const Tag = "simsealed"

// Supported lists the Go releases, without patch level, that the edits are
// tested with.
var Supported = []string{"go1.26"}

// Version identifies the seal: it changes with every edit.
func Version() string {
	h := sha256.New()
	h.Write(runtimeFile)
	for _, e := range edits {
		fmt.Fprintf(h, "%q%q%q%v", e.file, e.anchor, e.with, e.all)
	}
	for _, file := range slices.Sorted(maps.Keys(added)) {
		fmt.Fprintf(h, "%q%q", file, added[file])
	}
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// CheckGo refuses Go versions, as runtime.Version and "go env GOVERSION" print
// them, that are not in Supported.
func CheckGo(version string) error {
	for _, s := range Supported {
		if rest, ok := strings.CutPrefix(version, s); ok && (rest == "" || rest[0] < '0' || rest[0] > '9') {
			return nil
		}
	}
	return fmt.Errorf("sealing the runtime needs %s, not %s", strings.Join(Supported, " or "), version)
}

// MakeFor is [Make] for the toolchain of a go command, in a folder of its own below
// dir: several can be there side by side.
func MakeFor(tool, dir string) (string, error) {
	out, err := exec.Command(tool, "env", "GOVERSION", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	version, goroot, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err := CheckGo(version); err != nil {
		return "", err
	}
	sum := sha256.Sum256([]byte(version + "\n" + goroot + "\n" + Version()))
	return Make(goroot, filepath.Join(dir, hex.EncodeToString(sum[:8])))
}

// Make writes the changed files and overlay.json into dir and returns the path
// of the latter, for go build -overlay. Files that are already right are left
// alone, so that the build cache stays valid.
func Make(goroot, dir string) (string, error) { return lay(goroot, dir, edits, added) }

// lay writes an overlay of edits and added files.
func lay(goroot, dir string, edits []edit, added map[string]string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	sources := map[string]string{}
	for _, e := range edits {
		src, ok := sources[e.file]
		if !ok {
			b, err := os.ReadFile(filepath.Join(goroot, "src", filepath.FromSlash(e.file)))
			if err != nil {
				return "", fmt.Errorf("sealing the runtime: %w", err)
			}
			src = string(b)
		}
		if src, err = e.apply(src); err != nil {
			return "", err
		}
		sources[e.file] = src
	}
	sources["runtime/simseal.go"] = string(runtimeFile)
	maps.Copy(sources, added)

	replace := map[string]string{}
	for _, f := range slices.Sorted(maps.Keys(sources)) {
		to := filepath.Join(dir, strings.ReplaceAll(f, "/", "_"))
		if err := write(to, []byte(sources[f])); err != nil {
			return "", err
		}
		replace[filepath.Join(goroot, "src", filepath.FromSlash(f))] = to
	}
	b, err := json.MarshalIndent(map[string]any{"Replace": replace}, "", "\t")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "overlay.json")
	return path, write(path, append(b, '\n'))
}

func (e edit) apply(src string) (string, error) {
	switch n := strings.Count(src, e.anchor); {
	case n == 1, n > 1 && e.all:
		return strings.ReplaceAll(src, e.anchor, e.with), nil
	default:
		return "", fmt.Errorf("sealing the runtime: this Go's %s has %d places that look like %q, want 1 (%s); supported: %s",
			e.file, n, strings.TrimSpace(e.anchor), e.why, strings.Join(Supported, ", "))
	}
}

func write(path string, b []byte) error {
	if old, err := os.ReadFile(path); err == nil && string(old) == string(b) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return atomicfile.Bytes(path, b)
}
