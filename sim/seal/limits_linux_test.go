//go:build simsealed

package seal_test

import (
	"fmt"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
	"unsafe"

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
	programs["services"] = func() {
		fmt.Println(net.LookupPort("tcp", "https"))
		fmt.Println(net.LookupPort("tcp", os.Getenv("SERVICE")))
	}
}

// TestServices: a run knows the ports of services that Go knows, and not those that a file of
// the machine adds.
func TestServices(t *testing.T) {
	text, err := os.ReadFile("/etc/services")
	if err != nil {
		t.Skip(err)
	}
	added := ""
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) < 2 || !strings.HasSuffix(f[1], "/tcp") || strings.HasPrefix(f[0], "#") {
			continue
		}
		added = f[0] // the last: Go knows some of the first
	}
	if port, err := net.LookupPort("tcp", added); added == "" || err != nil {
		t.Skipf("outside of a run, %s is %d, %v", added, port, err)
	}
	if out, err := programFor(time.Minute, "services", 0, "SERVICE="+added); err != nil || out != "443 <nil>\n0 lookup tcp/"+added+": unknown port\n" {
		t.Errorf("https and %s are %q, %v", added, out, err)
	}
}

// TestLimits: a run knows the limits of no machine.
func TestLimits(t *testing.T) {
	var files syscall.Rlimit
	var memory syscall.Sysinfo_t
	var name syscall.Utsname
	var errs [4]error
	var old syscall.Rlimit
	if _, err := seal.Run(seal.Config{}, func() {
		errs = [4]error{syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files), syscall.Sysinfo(&memory), syscall.Uname(&name), nil}
		// Go itself asks by prlimit64.
		if _, _, err := syscall.Syscall(syscall.SYS_GETRLIMIT, syscall.RLIMIT_NOFILE, uintptr(unsafe.Pointer(&old)), 0); err != 0 {
			errs[3] = err
		}
	}); err != nil {
		t.Fatal(err)
	}
	if errs != [4]error{} || old != files || files != (syscall.Rlimit{Cur: 16384, Max: 16384}) || memory.Totalram != 16<<30 || memory.Uptime != 0 {
		t.Errorf("limits are %v %v, errors %v", files, memory, errs)
	}
	if name.Nodename[0] != 's' || name.Nodename[3] != 0 {
		t.Errorf("the host is called %v", name.Nodename[:8])
	}
}
