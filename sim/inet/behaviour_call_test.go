//go:build simsealed && linux

package inet_test

import (
	"net"
	"runtime"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// descriptor returns that of a socket, for calls past package net.
func descriptor(c syscall.Conn) (fd int) {
	if err := must(c.SyscallConn()).Control(func(d uintptr) { fd = int(d) }); err != nil {
		panic(err)
	}
	return fd
}

// callBehaviours are those of system calls that package net does not make.
var callBehaviours = []behaviour{
	{"readv", func(n *notebook) {
		a, b, _ := pair()
		n.write("a", a, "hello, world")
		time.Sleep(pauses)
		one, two := make([]byte, 5), make([]byte, 10)
		vectors := []syscall.Iovec{{Base: &one[0], Len: 5}, {Base: &two[0], Len: 10}}
		got, _, err := syscall.Syscall(syscall.SYS_READV, uintptr(descriptor(b)), uintptr(unsafe.Pointer(&vectors[0])), 2)
		n.note("%d %q %q %v", int(got), one, two, err)
		got, _, err = syscall.Syscall(syscall.SYS_READV, uintptr(descriptor(b)), uintptr(unsafe.Pointer(&vectors[0])), 2)
		n.note("%d %v", int(got), err)
	}},
	{"accept of old", func(n *notebook) {
		l := listen()
		_, _, err := syscall.Syscall(syscall.SYS_ACCEPT, uintptr(descriptor(l)), 0, 0)
		n.note("%v", err)
		a := must(net.Dial("tcp4", l.Addr().String()))
		time.Sleep(pauses)
		from, size := syscall.RawSockaddrInet4{}, uint32(syscall.SizeofSockaddrInet4)
		fd, _, err := syscall.Syscall(syscall.SYS_ACCEPT, uintptr(descriptor(l)), uintptr(unsafe.Pointer(&from)), uintptr(unsafe.Pointer(&size)))
		port := from.Port>>8 | from.Port<<8
		n.note("%v %v %d, whose port it is: %v", err, from.Addr, size, int(port) == a.LocalAddr().(*net.TCPAddr).Port)
		n.note("%v", syscall.Close(int(fd)))
		n.read("a", a, 1)
	}},
	{"places in a socket", func(n *notebook) {
		a, _, _ := pair()
		fd := descriptor(a)
		_, err := syscall.Seek(fd, 0, 0)
		n.note("seek: %v", err)
		_, err = syscall.Pread(fd, make([]byte, 1), 0)
		n.note("pread: %v", err)
		_, err = syscall.Pwrite(fd, make([]byte, 1), 0)
		n.note("pwrite: %v", err)
	}},
	{"flags of a descriptor", func(n *notebook) {
		a, _, _ := pair()
		flags, _, err := syscall.Syscall(syscall.SYS_FCNTL, uintptr(descriptor(a)), syscall.F_GETFL, 0)
		n.note("non-blocking %v, for both ways %v, %v", flags&syscall.O_NONBLOCK != 0, flags&syscall.O_ACCMODE == syscall.O_RDWR, err)
		n.note("%v", syscall.SetNonblock(descriptor(a), true))
	}},
}

// TestCalls: calls on simulated sockets that are not simulated are refused as no call of
// sockets is, and never reach the kernel.
func TestCalls(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		l.machine("a", "1.2.3.4").Do(func() {
			fd := uintptr(descriptor(listen()))
			for name, trap := range map[string]uintptr{
				"dup": syscall.SYS_DUP, "dup3": syscall.SYS_DUP3, "fstat": syscall.SYS_FSTAT, "ioctl": syscall.SYS_IOCTL,
				"splice": syscall.SYS_SPLICE, "sendfile": syscall.SYS_SENDFILE,
			} {
				if _, _, err := syscall.Syscall6(trap, fd, 0, 0, 0, 0, 0); err != syscall.EINVAL {
					t.Errorf("%s says %v, want %v", name, err, syscall.EINVAL)
				}
			}
			if _, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM, 0); err != syscall.EINVAL {
				t.Errorf("socketpair says %v, want %v", err, syscall.EINVAL)
			}
		})
	})
}

// TestForgotten: the collector closes no socket that a program has forgotten: when it runs
// is no part of the simulation.
func TestForgotten(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		a, b := l.machine("a", "1.2.3.4"), l.machine("b", "5.6.7.8")
		var kept net.Conn
		b.Go(func() { kept = must(must(net.Listen("tcp", ":1")).Accept()) })
		time.Sleep(time.Second)
		a.Do(func() { must(must(net.Dial("tcp", "b:1")).Write([]byte("x"))) })
		for range 5 {
			runtime.GC()
			time.Sleep(time.Second)
		}
		b.Do(func() {
			kept.SetReadDeadline(time.Now().Add(time.Minute))
			buf := make([]byte, 2)
			must(kept.Read(buf))
			if _, err := kept.Read(buf); err == nil || !err.(net.Error).Timeout() {
				t.Errorf("the other end, which nobody closed, says %v", err)
			}
		})
	})
}
