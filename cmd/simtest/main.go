// Command simtest is go test with the sealed runtime, for tests that call package
// simtest. Its arguments are those of go test:
//
//	go run github.com/libp2p-sim/sim/cmd/simtest ./...
//	SIMTEST_SEED=7 go run github.com/libp2p-sim/sim/cmd/simtest -run TestGossip -v .
//
// It adds a build tag and an overlay, which it keeps in the user's cache.
package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/libp2p-sim/sim/sim/seal/overlay"
)

// outEnv is simtest.OutEnv. That package is go-libp2p, which this one need not compile.
const outEnv = "SIMTEST_OUT"

func main() {
	if err := test(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "simtest:", err)
		os.Exit(2)
	}
}

// test becomes go test. It returns only if it cannot.
func test(args []string) error {
	tool, err := exec.LookPath("go")
	if err != nil {
		return err
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return fmt.Errorf("there is no place for the overlay: %w", err)
	}
	over, err := overlay.MakeFor(tool, filepath.Join(cache, "libp2p-sim", "overlay"))
	if err != nil {
		return err
	}
	args, err = sealed(args, over)
	if err != nil {
		return err
	}
	// Go test runs tests where their packages are; a relative path is of where the user is.
	if out := os.Getenv(outEnv); out != "" {
		if out, err = filepath.Abs(out); err != nil {
			return err
		}
		if err := os.Setenv(outEnv, out); err != nil {
			return err
		}
	}
	return syscall.Exec(tool, append([]string{"go", "test"}, args...), os.Environ())
}

// sealed adds tag and overlay to arguments of go test. Arguments after -args are the
// tests' own.
func sealed(args []string, over string) ([]string, error) {
	tags, rest := []string{overlay.Tag}, []string{}
	for i := 0; i < len(args); i++ {
		name, value, has := strings.Cut(strings.TrimLeft(args[i], "-"), "=")
		switch {
		case !strings.HasPrefix(args[i], "-"):
			rest = append(rest, args[i])
		case name == "args":
			rest = append(rest, args[i:]...)
			i = len(args)
		case name == "race" && value != "false":
			return nil, errors.New("-race is of no use in sealed runs: goroutines change only where they wait, which orders what the detector would call a race")
		case name == "overlay":
			return nil, errors.New("the overlay is the sealed runtime's; go test takes no second one")
		case name == "tags" && !has && i+1 == len(args):
			return nil, errors.New("-tags needs a list of tags")
		case name == "tags":
			if !has {
				i++
				value = args[i]
			}
			tags = append(tags, value)
		default:
			rest = append(rest, args[i])
		}
	}
	return append([]string{"-tags", strings.Join(tags, ","), "-overlay", over}, rest...), nil
}
