//go:build simsealed && linux && !mutants

package inet_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"
	"unsafe"
)

// wayOnKernel is how long a packet takes between two processes, far longer than it takes both of
// them to begin.
const wayOnKernel = 200 * time.Millisecond

// onKernel lets two hosts dial each other at one time, each in a process that has a network
// namespace of its own. A packet of one reaches the other through its tunnel device and this
// process, which delays it.
func onKernel(t *testing.T, security string) (says [2]string) {
	t.Helper()
	var words [2]*bufio.Scanner
	var start [2]io.Writer
	var tunnels [2]*os.File
	for i := range says {
		pair := must(syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_SEQPACKET|syscall.SOCK_CLOEXEC, 0))
		far := os.NewFile(uintptr(pair[1]), "tunnel")
		tunnels[i] = os.NewFile(uintptr(pair[0]), "tunnel")
		c := exec.Command(os.Args[0], "-test.run=^TestDialsMeet$")
		c.Env = append(os.Environ(), fmt.Sprintf("MEET=%d", i), "SECURITY="+security)
		c.ExtraFiles, c.Stderr = []*os.File{far}, os.Stderr
		c.SysProcAttr = &syscall.SysProcAttr{
			Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNET,
			UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
			GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
		}
		start[i] = must(c.StdinPipe())
		words[i] = bufio.NewScanner(must(c.StdoutPipe()))
		if err := c.Start(); err != nil {
			t.Skipf("no network namespaces here: %v", err)
		}
		t.Cleanup(func() { c.Process.Kill(); c.Wait() })
		far.Close()
	}
	for i := range tunnels {
		go carry(tunnels[i], tunnels[1-i])
	}
	for _, w := range words {
		if w.Scan(); w.Text() != "ready" {
			t.Skipf("no tunnel device here: %s", w.Text())
		}
	}
	for _, w := range start {
		must(io.WriteString(w, "go\n"))
	}
	for i, w := range words {
		w.Scan()
		says[i] = w.Text()
	}
	return says
}

// carry takes packets from one tunnel to the other.
func carry(from, to *os.File) {
	for {
		packet := make([]byte, 1<<16)
		n, err := from.Read(packet)
		if err != nil {
			return
		}
		time.AfterFunc(wayOnKernel, func() { to.Write(packet[:n]) })
	}
}

// meetOnKernel is one of the processes.
func meetOnKernel() {
	i := must(strconv.Atoi(os.Getenv("MEET")))
	device, err := tunnel(i)
	if err != nil {
		fmt.Println(err)
		return
	}
	outside := os.NewFile(3, "tunnel")
	go io.CopyBuffer(struct{ io.Writer }{device}, struct{ io.Reader }{outside}, make([]byte, 1<<16))
	go io.CopyBuffer(struct{ io.Writer }{outside}, struct{ io.Reader }{device}, make([]byte, 1<<16))
	h := dialler(i, os.Getenv("SECURITY"))
	fmt.Println("ready")
	if !bufio.NewScanner(os.Stdin).Scan() {
		return
	}
	fmt.Println(dialOther(h, i, fmt.Sprintf("10.9.0.%d", 2-i)))
	time.Sleep(2 * wayOnKernel) // what is on its way to the other
}

// tunnel makes a device of the namespace: 10.9.0.1 for process 0, whose other end is 10.9.0.2.
func tunnel(i int) (*os.File, error) {
	fd, err := syscall.Open("/dev/net/tun", syscall.O_RDWR|syscall.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	s, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_DGRAM, 0)
	if err != nil {
		return nil, err
	}
	defer syscall.Close(s)
	address := func(last byte) [24]byte { return [24]byte{0: syscall.AF_INET, 4: 10, 5: 9, 6: 0, 7: last} }
	for _, c := range []struct {
		fd, call uintptr
		value    [24]byte
	}{
		{uintptr(fd), syscall.TUNSETIFF, flags(syscall.IFF_TUN | syscall.IFF_NO_PI)},
		{uintptr(s), syscall.SIOCSIFADDR, address(byte(i + 1))},
		{uintptr(s), syscall.SIOCSIFDSTADDR, address(byte(2 - i))},
		{uintptr(s), syscall.SIOCSIFFLAGS, flags(syscall.IFF_UP | syscall.IFF_RUNNING)},
	} {
		request := struct { // struct ifreq, netdevice(7)
			name  [16]byte
			value [24]byte
		}{[16]byte{'t', 'u', 'n'}, c.value}
		if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, c.fd, c.call, uintptr(unsafe.Pointer(&request))); e != 0 {
			return nil, fmt.Errorf("ioctl %#x: %w", c.call, e)
		}
	}
	return os.NewFile(uintptr(fd), "tun"), nil
}

func flags(f uint16) (value [24]byte) {
	*(*uint16)(unsafe.Pointer(&value)) = f
	return value
}
