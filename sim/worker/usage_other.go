//go:build !linux

package worker

import (
	"bytes"
	"fmt"
	"os/exec"
	"strconv"
	"time"
)

// lookEvery is how often a worker's usage is looked at. It takes a process here.
const lookEvery = time.Second

// look asks ps(1), which all systems of the POSIX family have, for the usage of a
// process.
func look(pid int) (usage, error) {
	b, err := exec.Command("ps", "-o", "rss=,state=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return usage{}, fmt.Errorf("worker: ps: %w", err)
	}
	fields := bytes.Fields(b)
	if len(fields) != 2 {
		return usage{}, fmt.Errorf("worker: ps says %q", b)
	}
	kib, err := strconv.ParseUint(string(fields[0]), 10, 64)
	if err != nil {
		return usage{}, fmt.Errorf("worker: ps: %w", err)
	}
	return usage{resident: kib << 10, cpu: -1, stopped: fields[1][0] == 'T'}, nil
}
