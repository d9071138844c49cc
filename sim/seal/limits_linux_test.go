//go:build simsealed

package seal_test

import (
	"syscall"
	"testing"

	"github.com/libp2p-sim/sim/sim/seal"
)

func init() {
	leaks = append(leaks, struct {
		name string
		bit  int
		env  string
		why  string
	}{"limits", bitEnv, "", "the memory of the machine, by which libraries set limits of their own, is another each time"})
	programs["limits"] = func() {
		run(func(log func(...any)) {
			var memory syscall.Sysinfo_t
			log(syscall.Sysinfo(&memory), memory)
		})
	}
}

// TestLimits: a run knows the limits of no machine.
func TestLimits(t *testing.T) {
	var files syscall.Rlimit
	var memory syscall.Sysinfo_t
	var name syscall.Utsname
	var errs [3]error
	if _, err := seal.Run(seal.Config{}, func() {
		errs = [3]error{syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files), syscall.Sysinfo(&memory), syscall.Uname(&name)}
	}); err != nil {
		t.Fatal(err)
	}
	if errs != [3]error{} || files != (syscall.Rlimit{Cur: 16384, Max: 16384}) || memory.Totalram != 16<<30 || memory.Uptime != 0 {
		t.Errorf("limits are %v %v, errors %v", files, memory, errs)
	}
	if name.Nodename[0] != 's' || name.Nodename[3] != 0 {
		t.Errorf("the host is called %v", name.Nodename[:8])
	}
}
