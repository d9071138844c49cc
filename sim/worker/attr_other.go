//go:build !linux

package worker

import (
	"runtime"
	"syscall"
)

// attributes put the worker into a process group of its own, so that Ctrl-C
// reaches the parent alone. It ends when its standard input closes.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// maxrssUnit is that of Rusage.Maxrss: bytes on macOS, KiB elsewhere.
var maxrssUnit = func() uint64 {
	if runtime.GOOS == "darwin" {
		return 1
	}
	return 1 << 10
}()
