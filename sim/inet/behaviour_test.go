//go:build simsealed && linux

package inet_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A notebook is what a program sees of its sockets, line by line.
type notebook struct{ lines []string }

var (
	ports = regexp.MustCompile(`(127\.0\.0\.\d\]?|\[::1?\]|0\.0\.0\.0|localhost):(\d+)`)
	// pauses is how long a program waits until what was sent has surely arrived. On the
	// kernel's side it is real time: its loopback delivers within the call that sends.
	pauses = 20 * time.Millisecond
)

func (n *notebook) note(format string, args ...any) {
	line := fmt.Sprintf(format, args...)
	n.lines = append(n.lines, ports.ReplaceAllString(line, "$1:PORT"))
}

// err notes an error, and which of the well-known ones it is.
func (n *notebook) err(what string, err error) {
	var kinds []string
	for name, e := range map[string]error{
		"closed": net.ErrClosed, "deadline": os.ErrDeadlineExceeded, "EOF": io.EOF, "refused": syscall.ECONNREFUSED, "reset": syscall.ECONNRESET,
		"pipe": syscall.EPIPE, "in use": syscall.EADDRINUSE, "not available": syscall.EADDRNOTAVAIL, "invalid": syscall.EINVAL, "canceled": context.Canceled,
	} {
		if errors.Is(err, e) {
			kinds = append(kinds, name)
		}
	}
	var op *net.OpError
	var ne net.Error
	timeout := errors.As(err, &ne) && ne.Timeout()
	n.note("%s: %v %v timeout %v op %v", what, err, kinds, timeout, errors.As(err, &op) && op.Op != "")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func listen() *net.TCPListener { return must(net.Listen("tcp4", "127.0.0.1:0")).(*net.TCPListener) }

// pair returns both ends of a connection.
func pair() (dialled, accepted *net.TCPConn, l *net.TCPListener) {
	l = listen()
	dialled = must(net.Dial("tcp4", l.Addr().String())).(*net.TCPConn)
	return dialled, must(l.Accept()).(*net.TCPConn), l
}

func udpPair() (a, b *net.UDPConn) {
	local := &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}
	return must(net.ListenUDP("udp4", local)), must(net.ListenUDP("udp4", local))
}

// read notes what a read says.
func (n *notebook) read(what string, c net.Conn, size int) {
	b := make([]byte, size)
	got, err := c.Read(b)
	n.err(fmt.Sprintf("%s: read %q", what, b[:got]), err)
}

func (n *notebook) write(what string, c net.Conn, s string) {
	got, err := c.Write([]byte(s))
	n.err(fmt.Sprintf("%s: wrote %d", what, got), err)
}

// option notes the value of a socket option.
func (n *notebook) option(what string, c syscall.Conn, level, name int) {
	raw := must(c.SyscallConn())
	n.err("control", raw.Control(func(fd uintptr) {
		v, err := syscall.GetsockoptInt(int(fd), level, name)
		n.note("%s is %d, %v", what, v, err)
	}))
}

// A behaviour is a small program and what it notes.
type behaviour struct {
	name string
	do   func(n *notebook)
}

var behaviours = slices.Concat(streamBehaviours, openBehaviours, callBehaviours, addressBehaviours, waitBehaviours, datagramBehaviours)

// TestBehaviours: sockets behave as those of the kernel below do on its loopback.
func TestBehaviours(t *testing.T) {
	says := fmt.Sprintf("holds %d behaviours", len(behaviours))
	if page, err := os.ReadFile("../../docs/sockets.md"); err != nil || !strings.Contains(string(page), says) {
		t.Errorf("docs/sockets.md does not say that this test %s (%v)", says, err)
	}
	for _, b := range behaviours {
		t.Run(b.name, func(t *testing.T) {
			run := func(where string) (lines []string) {
				var n notebook
				defer func() {
					if v := recover(); v != nil {
						t.Errorf("%s: %v\n%s", where, v, stack())
					}
					lines = n.lines
				}()
				b.do(&n)
				return n.lines
			}
			want := run("kernel")
			var got []string
			sealed(t, steady, func(l *lab) { l.machine("a", "1.2.3.4").Do(func() { got = run("simulated") }) })
			if w, g := strings.Join(want, "\n"), strings.Join(got, "\n"); w != g {
				t.Errorf("the kernel says\n%s\nand simulated it is\n%s", w, g)
			}
		})
	}
}

func stack() string {
	b := make([]byte, 4096)
	return string(b[:runtime.Stack(b, false)])
}
