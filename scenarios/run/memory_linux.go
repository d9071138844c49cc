package run

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// totalMemory returns the memory of the machine, or less if a cgroup says so.
func totalMemory() (uint64, error) {
	var info syscall.Sysinfo_t
	if err := syscall.Sysinfo(&info); err != nil {
		return 0, err
	}
	total := uint64(info.Totalram) * uint64(info.Unit)
	for _, limit := range cgroupLimits() {
		total = min(total, limit)
	}
	return total, nil
}

// cgroupLimits returns the limits of the process's cgroup and of those above.
func cgroupLimits() []uint64 {
	var out []uint64
	add := func(file string) {
		b, err := os.ReadFile(file)
		if err != nil {
			return // not there in this version of cgroups
		}
		if n, err := strconv.ParseUint(strings.TrimSpace(string(b)), 10, 64); err == nil && n > 0 {
			out = append(out, n)
		}
	}
	b, err := os.ReadFile("/proc/self/cgroup")
	if err != nil {
		return nil
	}
	for line := range strings.Lines(string(b)) {
		parts := strings.SplitN(strings.TrimSpace(line), ":", 3)
		if len(parts) != 3 {
			continue
		}
		root, file := "", ""
		switch {
		case parts[0] == "0":
			root, file = "/sys/fs/cgroup", "memory.max"
		case parts[1] == "memory":
			root, file = "/sys/fs/cgroup/memory", "memory.limit_in_bytes"
		default:
			continue
		}
		for dir := filepath.Join(root, parts[2]); strings.HasPrefix(dir, root); dir = filepath.Dir(dir) {
			add(filepath.Join(dir, file))
		}
	}
	return out
}
