package worker

import (
	"bytes"
	"fmt"
	"os"
	"strconv"
	"time"
)

// lookEvery is how often a worker's usage is looked at.
const lookEvery = 100 * time.Millisecond

// clockTick is the unit of processor times in /proc: Linux has 100 a second on all
// that Go runs on.
const clockTick = time.Second / 100

// look reads the usage of a process.
func look(pid int) (usage, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return usage{}, err
	}
	return parseStat(b)
}

// parseStat reads /proc/PID/stat, see proc_pid_stat(5). The second field is the
// program's name in parentheses and may hold anything.
func parseStat(b []byte) (usage, error) {
	fields := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
	const state, utime, stime, rss = 0, 14 - 3, 15 - 3, 24 - 3
	if len(fields) <= rss {
		return usage{}, fmt.Errorf("worker: /proc/PID/stat has %d fields", len(fields)+2)
	}
	var n [3]int64
	for i, f := range []int{utime, stime, rss} {
		var err error
		if n[i], err = strconv.ParseInt(string(fields[f]), 10, 64); err != nil {
			return usage{}, fmt.Errorf("worker: /proc/PID/stat: %w", err)
		}
	}
	s := string(fields[state])
	return usage{
		resident: uint64(n[2]) * uint64(os.Getpagesize()),
		cpu:      time.Duration(n[0]+n[1]) * clockTick,
		stopped:  s == "T" || s == "t",
	}, nil
}
