// Command mkoverlay writes the overlay of the sealed runtime for the Go
// toolchain at hand into a directory and prints the path of overlay.json:
//
//	go build -tags simsealed -overlay "$(go run ./sim/seal/mkoverlay .seal)" ./cmd/sim
package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/libp2p-sim/sim/sim/seal/overlay"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: mkoverlay DIR")
		os.Exit(2)
	}
	path, err := run(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "mkoverlay:", err)
		os.Exit(1)
	}
	fmt.Println(path)
}

func run(dir string) (string, error) {
	out, err := exec.Command("go", "env", "GOVERSION", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env: %w", err)
	}
	version, goroot, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if err := overlay.CheckGo(version); err != nil {
		return "", err
	}
	return overlay.Make(goroot, dir)
}
