package seal

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/libp2p-sim/sim/sim/seal/overlay"
)

// Exec makes sure that the program runs with the sealed runtime. In a plain
// binary it builds the sealed twin with the Go toolchain at hand, unless the
// user's cache has it, and replaces the process by it: Exec then returns only
// with an error. MainFile is the source file of the program's main package, as
// runtime.Caller reports it. Steps that take long are announced on w.
func Exec(mainFile string, w io.Writer) error {
	if Sealed {
		return nil
	}
	path, err := twin(mainFile, w)
	if err != nil {
		return fmt.Errorf("this binary was built without the sealed runtime, and sealing it failed: %w", err)
	}
	if err := syscall.Exec(path, os.Args, os.Environ()); err != nil {
		return fmt.Errorf("starting the sealed twin %s: %w", path, err)
	}
	return nil
}

func twin(mainFile string, w io.Writer) (string, error) {
	tool, err := exec.LookPath("go")
	if err != nil {
		return "", errors.New("no go command in PATH; install Go, or use a binary made by `make build`")
	}
	env, err := goEnv(tool, "GOVERSION", "GOROOT", "GOMODCACHE")
	if err != nil {
		return "", err
	}
	version, goroot, modcache := env[0], env[1], env[2]
	if err := overlay.CheckGo(version); err != nil {
		return "", err
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "", errors.New("the binary does not say what it was built from")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	local := false
	if _, err := os.Stat(mainFile); err == nil && !within(modcache, mainFile) {
		local = true
	}
	source := info.Path + "@" + info.Main.Version
	if local {
		if source, err = hashModule(mainFile, replaced(info)); err != nil {
			return "", err
		}
	} else if info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "", fmt.Errorf("its sources are not at %s any more, and it has no version to fetch", mainFile)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{version, overlay.Version(), runtime.GOOS, runtime.GOARCH, info.Path, source}, "\n")))
	dir := filepath.Join(cache, "libp2p-sim", "sealed", hex.EncodeToString(sum[:8]))
	path := filepath.Join(dir, filepath.Base(info.Path))
	if _, err := os.Stat(path); err == nil {
		return path, nil
	}
	fmt.Fprintf(w, "sealing the runtime: building %s with %s (once, about a minute)\n", path, version)
	module := ""
	if local {
		source, module = ".", filepath.Dir(mainFile)
	}
	return path, build(tool, goroot, source, module, path)
}

// build makes the sealed binary path of the package source: of the module in a
// folder or, if module is "", of one with a version.
func build(tool, goroot, source, module, path string) error {
	dir, name := filepath.Split(path)
	over, err := overlay.Make(goroot, filepath.Join(dir, "overlay"))
	if err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(dir, "build-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	flags := []string{"-tags", overlay.Tag, "-overlay", over}
	var cmd *exec.Cmd
	if module != "" {
		cmd = exec.Command(tool, append(append([]string{"build"}, flags...), "-o", filepath.Join(tmp, name), source)...)
		cmd.Dir = module
	} else {
		cmd = exec.Command(tool, append(append([]string{"install"}, flags...), source)...)
		cmd.Env = append(os.Environ(), "GOBIN="+tmp)
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s: %w\n%s", strings.Join(cmd.Args[:2], " "), err, out)
	}
	// Two processes may build at once: the last to finish wins, with the same file.
	return os.Rename(filepath.Join(tmp, name), path)
}

func within(dir, file string) bool {
	rel, err := filepath.Rel(dir, file)
	return dir != "" && err == nil && !strings.HasPrefix(rel, "..")
}

func goEnv(tool string, names ...string) ([]string, error) {
	out, err := exec.Command(tool, append([]string{"env"}, names...)...).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) && len(exit.Stderr) > 0 {
			err = errors.New(strings.TrimSpace(string(exit.Stderr)))
		}
		return nil, fmt.Errorf("go env: %w", err)
	}
	values := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") // the last may be empty
	if len(values) != len(names) {
		return nil, fmt.Errorf("go env printed %d lines, want %d", len(values), len(names))
	}
	return values, nil
}

// replaced returns the folders that stand for modules in a build, as its go.mod
// has them.
func replaced(info *debug.BuildInfo) []string {
	var dirs []string
	for _, m := range info.Deps {
		if r := m.Replace; r != nil && r.Version == "" {
			dirs = append(dirs, r.Path)
		}
	}
	return dirs
}

// hashModule returns a hash over the files of the module that a file belongs
// to, and of the folders that stand for others, seen from it: all but hidden
// folders.
func hashModule(file string, others []string) (string, error) {
	root := filepath.Dir(file)
	for {
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(root)
		if up == root {
			return "", fmt.Errorf("no go.mod above %s", file)
		}
		root = up
	}
	h := sha256.New()
	if err := hashFolder(h, root); err != nil {
		return "", err
	}
	for _, dir := range others {
		if !filepath.IsAbs(dir) {
			dir = filepath.Join(root, dir)
		}
		if err := hashFolder(h, dir); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func hashFolder(h io.Writer, root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && path != root && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bin" || d.Name() == "results"):
			return filepath.SkipDir
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		fmt.Fprintf(h, "%s %d\n", path, len(b))
		_, err = h.Write(b)
		return err
	})
}
