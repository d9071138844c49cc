//go:build !linux

package worker

import "syscall"

// attributes put the worker into a process group of its own, so that Ctrl-C
// reaches the parent alone. It ends when its standard input closes.
func attributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
