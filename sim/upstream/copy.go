package main

import (
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
)

// A scratch is a directory with copies of modules, in which the test files of suites
// are exchanged, and a go.mod that has the copies in place of the modules. (An overlay
// would do without copies, but the go command lets none lie over the module cache.)
type scratch struct {
	dir    string
	copies map[string]string // of modules, by path
}

// modfile is the scratch's go.mod.
func (s scratch) modfile() string { return filepath.Join(s.dir, "go.mod") }

// fill makes a scratch of the modules of suites in a directory.
func fill(dir string, suites []suite) (scratch, error) {
	dir, err := filepath.Abs(dir)
	s := scratch{dir, map[string]string{}}
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err != nil {
		return s, err
	}
	for _, name := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o644)
		}
		if err != nil {
			return s, err
		}
	}
	for _, u := range suites {
		l, err := u.list()
		if err == nil {
			err = s.copy(l.Module.Path, l.Module.Dir)
		}
		if err == nil {
			err = s.exchange(l, u.sockets)
		}
		if err != nil {
			return s, fmt.Errorf("%s: %w", u.name, err)
		}
	}
	return s, nil
}

// copy copies a module that is not yet in the scratch.
func (s scratch) copy(module, from string) error {
	if s.copies[module] != "" {
		return nil
	}
	to := filepath.Join(s.dir, path.Base(module))
	s.copies[module] = to
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	replace := fmt.Sprintf("-replace=%s=%s", module, to)
	if out, err := exec.Command("go", "mod", "edit", replace, s.modfile()).CombinedOutput(); err != nil {
		return fmt.Errorf("go mod edit %s: %w\n%s", replace, err, out)
	}
	return nil
}

// exchange exchanges the test files of a package in its module's copy.
func (s scratch) exchange(l listing, sockets bool) error {
	rel, err := filepath.Rel(l.Module.Dir, l.Dir)
	if err != nil {
		return err
	}
	for _, name := range append(l.TestGoFiles, l.XTestGoFiles...) {
		file := filepath.Join(s.copies[l.Module.Path], rel, name)
		source, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if source, err = exchange(file, source, sockets); err != nil {
			return err
		}
		if err := os.WriteFile(file, source, 0o644); err != nil {
			return err
		}
	}
	if !sockets {
		return nil
	}
	inside, outside := door(l.Name, l.ImportPath)
	for name, text := range map[string]string{"simulated_test.go": inside, "simulated_door_test.go": outside} {
		if err := os.WriteFile(filepath.Join(s.copies[l.Module.Path], rel, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}
