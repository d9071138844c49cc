package worker

import "syscall"

// attributes put the worker into a process group of its own, so that Ctrl-C
// reaches the parent alone, and end it with its parent.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// maxrssUnit is that of Rusage.Maxrss.
const maxrssUnit = 1 << 10
