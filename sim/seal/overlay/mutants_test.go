//go:build mutants

package overlay

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// A mutant is a build of tests that lacks one thing by which sockets are simulated.
type mutant struct {
	name     string
	edits    []edit
	tests    suite
	binary   string // built already, "" if not
	switched string // what the environment tells it to leave out
	cgo      bool   // it shows where there is a C library
}

// A suite is tests of a package.
type suite struct{ pkg, run string }

// The tests that hold the edits. Those of sim/inet leave out hosts of libp2p, with which every
// mutant would compile for minutes.
var (
	nearTests  = suite{"./sim/inet", "TestBehaviours|TestHTTP|TestDials|TestOldPrograms|TestRoutes|TestCalls|TestForgotten|TestTwoReaders|TestPackageNet|TestLookupTrace"}
	httpTests  = suite{"./sim/simtest", "TestDefaultTransport"}
	limitTests = suite{"./sim/seal", "TestLimits"}
	envTests   = suite{"./sim/seal", "TestServices"}
)

// editMutants lack an edit each: of package net, or of another for sockets.
func editMutants() (all []mutant) {
	for i, e := range edits {
		if !ofSockets(e) {
			continue
		}
		m := mutant{edits: slices.Delete(slices.Clone(edits), i, i+1), tests: nearTests}
		m.name = e.file + ": " + strings.Join(strings.Fields(e.anchor), " ")
		switch e.file {
		case "net/http/transport.go":
			m.tests = httpTests
		case "net/port_unix.go":
			m.tests = envTests
		}
		if strings.Contains(e.anchor, ") lookupPort(") {
			m.tests, m.cgo = envTests, true
		}
		all = append(all, m)
	}
	return all
}

const syscalls = "syscall/simseal_linux.go"

// switchable returns the file of system calls with a variable that leaves one of them out, which
// the environment sets: with a build for each the tests would take hours.
func switchable(source string) (changed string, names []string) {
	names = callNames(source)
	var set strings.Builder
	for _, name := range names {
		fmt.Fprintf(&set, "\tcase %q:\n\t\tsimMutant = %s\n", name, name)
	}
	const head = "\nfunc simAnswers(trap, fd uintptr) bool {\n"
	changed = strings.Replace(source, head, head+"\tif trap == simMutant {\n\t\treturn false\n\t}\n", 1)
	changed += "\nvar simMutant = ^uintptr(0)\n\nfunc init() {\n\tname, _ := Getenv(\"SIM_MUTANT\")\n\tswitch name {\n" + set.String() + "\t}\n}\n"
	return changed, names
}

// ofSockets reports whether an edit is one by which sockets are simulated.
func ofSockets(e edit) bool {
	if strings.HasPrefix(e.file, "net/") {
		return true
	}
	return slices.ContainsFunc(socketEdits, func(s edit) bool { return s.file == e.file && s.anchor == e.anchor })
}

var callName = regexp.MustCompile(`\b(?:SYS_|simSend)\w+`)

// callNames returns the system calls that are answered in the kernel's place.
func callNames(source string) (names []string) {
	for _, f := range []string{"simAnswers", "simCalls"} {
		_, body, _ := strings.Cut(source, "\nfunc "+f+"(")
		body, _, _ = strings.Cut(body, "\n}\n")
		names = append(names, callName.FindAllString(body, -1)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var failure = regexp.MustCompile(`(?m)^\s*--- FAIL: (\S+)|^panic: (.*)|^fatal error: (.*)`)

// root is where the module is.
var root = filepath.Join("..", "..", "..")

// build compiles tests with an overlay.
func build(t *testing.T, edits []edit, added map[string]string, tests suite, cgo bool) (binary string) {
	t.Helper()
	dir := t.TempDir()
	file, err := lay(goroot(t), dir, edits, added)
	if err != nil {
		t.Fatal(err)
	}
	binary = filepath.Join(dir, "tests")
	cmd := exec.Command("go", "test", "-c", "-o", binary, "-tags", Tag+",mutants", "-overlay", file, "-vet=off", tests.pkg)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if cgo {
		cmd.Env = append(cmd.Env, "CGO_ENABLED=1")
	}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("it does not compile: %v\n%s", err, out)
	}
	return binary
}

// die runs the tests, and returns which failed, "" for none.
func (m mutant) die(t *testing.T) string {
	t.Helper()
	if m.binary == "" {
		m.binary = build(t, m.edits, added, m.tests, m.cgo)
	}
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, m.binary, "-test.run", m.tests.run, "-test.timeout", "50s", "-test.failfast")
	cmd.Dir = filepath.Join(root, m.tests.pkg)
	cmd.WaitDelay = time.Second
	cmd.Env = append(os.Environ(), "SIM_MUTANT="+m.switched)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return ""
	case ctx.Err() != nil:
		return "no end"
	case !errors.As(err, &exit):
		t.Fatal(err)
	}
	deepest := ""
	for _, f := range failure.FindAllStringSubmatch(string(out), -1) {
		if name := f[1] + f[2] + f[3]; deepest == "" || strings.HasPrefix(name, deepest) {
			deepest = name
		}
	}
	if deepest == "" {
		return fmt.Sprintf("%v: %.200s", err, out)
	}
	return deepest
}

var only = flag.String("only", "", "mutants to try: a regular expression")

// TestMutants: without any edit by which sockets are simulated, and without the answer to any
// system call, a test fails; and with all of them these tests pass. It prints a table of what
// failed.
func TestMutants(t *testing.T) {
	for _, tests := range []suite{nearTests, httpTests, limitTests, envTests} {
		if killer := (mutant{edits: edits, tests: tests}).die(t); killer != "" {
			t.Fatalf("with nothing missing, %s of %s fails", killer, tests.pkg)
		}
	}
	all := editMutants()
	more := maps.Clone(added)
	changed, names := switchable(added[syscalls])
	more[syscalls] = changed
	if len(names) == 0 || changed == added[syscalls] {
		t.Fatal("no system call is answered")
	}
	near, limits := build(t, edits, more, nearTests, false), build(t, edits, more, limitTests, false)
	for _, name := range names {
		m := mutant{name: "syscall: " + name, tests: nearTests, binary: near, switched: name}
		switch name {
		case "SYS_SYSINFO", "SYS_PRLIMIT64", "SYS_GETRLIMIT", "SYS_UNAME":
			m.tests, m.binary = limitTests, limits
		}
		all = append(all, m)
	}
	want := regexp.MustCompile(*only)
	for _, m := range all {
		if !want.MatchString(m.name) {
			continue
		}
		if _, err := exec.LookPath("gcc"); m.cgo && err != nil {
			fmt.Printf("| `%s` | not tried: no C compiler |\n", m.name)
			continue
		}
		killer := m.die(t)
		if killer == "" {
			t.Errorf("no test fails without %s", m.name)
			killer = "**none**"
		}
		fmt.Printf("| `%s` | %s |\n", m.name, killer)
	}
}
