package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"syscall"
)

// A sample is one run of the workload on one network and what it has cost.
type sample struct {
	Network string
	Outcome outcome
	CPU     float64 // seconds, user and system
	PeakMB  float64 // largest resident set, in units of 10⁶ bytes
}

// measure runs the workload on the networks, runs times in turn, so that a change of
// the machine's mood meets all of them. Progress goes to w.
func measure(networks []string, sim string, runs int, wl workload, w io.Writer) ([]sample, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	var out []sample
	for i := range runs {
		for _, name := range networks {
			var s sample
			if name == simRun {
				s, err = measureSimRun(sim, wl)
			} else {
				s, err = measureOne(exe, name, wl, w)
			}
			if err != nil {
				return nil, fmt.Errorf("run %d of %s: %w", i+1, name, err)
			}
			fmt.Fprintf(w, "run %d of %d: %-9s %6.2f CPU s, %5.0f MB, %d of %d puts, %d of %d gets\n",
				i+1, runs, s.Network, s.CPU, s.PeakMB, s.Outcome.PutsOK, wl.Ops, s.Outcome.GetsOK, wl.Ops)
			out = append(out, s)
		}
	}
	return out, nil
}

func measureOne(exe, network string, wl workload, stderr io.Writer) (sample, error) {
	cmd := exec.Command(exe, "-child", network, "-hosts", strconv.Itoa(wl.Hosts), "-ops", strconv.Itoa(wl.Ops))
	cmd.Env = []string{"SIMSEAL_WORKER=1", "GOMAXPROCS=1", "TZ=UTC"}
	cmd.Stderr = stderr
	var stdout bytes.Buffer
	cmd.Stdout = &stdout
	if err := cmd.Run(); err != nil {
		return sample{}, err
	}
	s := sampleOf(network, cmd.ProcessState)
	if err := json.Unmarshal(stdout.Bytes(), &s.Outcome); err != nil {
		return sample{}, fmt.Errorf("its output %q: %w", stdout.String(), err)
	}
	return s, nil
}

// sampleOf tells what a process has cost, with those that it started and waited for:
// the CPU time of all, the memory of the largest.
func sampleOf(network string, p *os.ProcessState) sample {
	return sample{
		Network: network,
		CPU:     (p.UserTime() + p.SystemTime()).Seconds(),
		PeakMB:  maxRSS(p.SysUsage().(*syscall.Rusage).Maxrss, runtime.GOOS) / 1e6,
	}
}

// maxRSS returns getrusage's ru_maxrss in bytes: it counts KiB, but on macOS
// bytes (getrusage(2) of either).
func maxRSS(ru int64, goos string) float64 {
	if goos == "darwin" {
		return float64(ru)
	}
	return float64(ru) * 1024
}
