package seal

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strings"
	"syscall"
)

// A Kernel answers the system calls of a run's goroutines on sockets, as Linux does,
// with its error numbers: package net, and every library that goes past it to the
// descriptor, sees no other. Addresses are raw socket addresses; descriptors come from
// [FirstDescriptor] on. It keeps no slice that it is given, and nothing that it returns
// is kept. No call waits: what Linux would wait for is EAGAIN, and EINPROGRESS of
// Connect.
type Kernel interface {
	Socket(domain, typ, proto int) (fd int, err syscall.Errno)
	Bind(fd int, addr []byte) syscall.Errno
	Connect(fd int, addr []byte) syscall.Errno
	Listen(fd, backlog int) syscall.Errno
	Accept(fd int) (conn int, addr []byte, err syscall.Errno)
	// Name returns the own address, or that of the peer.
	Name(fd int, peer bool) (addr []byte, err syscall.Errno)
	// Send takes bytes of a stream, or a datagram.
	Send(fd int, data, to, control []byte, flags int) (n int, err syscall.Errno)
	// Receive returns at most so many bytes of a stream, or all of a datagram.
	Receive(fd, most, flags int) (data, from, control []byte, msgFlags int, err syscall.Errno)
	Shutdown(fd, how int) syscall.Errno
	Close(fd int) syscall.Errno
	SetOption(fd, level, name int, value []byte) syscall.Errno
	Option(fd, level, name int) (value []byte, err syscall.Errno)
	// Control is fcntl.
	Control(fd, cmd, arg int) (value int, err syscall.Errno)
}

// A Poller waits for descriptors, as the runtime's does. The mode is 'r' or 'w', of a
// deadline also their sum.
type Poller interface {
	// Ready reports before a call whether it may be tried.
	Ready(fd, mode int) int
	// Wait waits until a call that was EAGAIN may be tried again.
	Wait(fd, mode int) int
	// Deadline sets the time, in nanoseconds from now, after which neither may be; 0
	// for none, negative if it is over.
	Deadline(fd int, in int64, mode int)
	// Unblock ends all waiting: the descriptor is about to be closed.
	Unblock(fd int)
}

// What Ready and Wait return.
const (
	PollOK      = iota
	PollClosing // the descriptor is being closed
	PollTimeout // the deadline is over
)

// A Resolver tells package net the names and addresses of the network, as the calling
// goroutine's peer sees them.
type Resolver interface {
	// Interfaces returns those of the peer, the loopback first, with net.Flags.
	Interfaces() (names []string, flags []uint, addrs [][]netip.Prefix)
	// Resolve returns the addresses of a name: of "ip", or of "ip4" or "ip6" alone.
	Resolve(ctx context.Context, network, name string) ([]netip.Addr, error)
	Reverse(ctx context.Context, addr string) (names []string, err error)
	Texts(ctx context.Context, name string) (texts []string, err error)
}

// FirstDescriptor is the first descriptor of a simulated socket.
const FirstDescriptor = 1 << 24

// A Network is all that the sockets of a run need.
type Network interface {
	Kernel
	Poller
	Resolver
}

// ErrNoSockets says that sockets are not simulated on this system.
var ErrNoSockets = errors.New("sockets are simulated on Linux alone, as system calls of Linux")

// Sockets makes n the network of the present run: from now on, until the run ends, its
// goroutines have the sockets that n gives them. Without one they have none: socket is
// refused with EACCES, and no name but localhost resolves.
func Sockets(n Network) error {
	switch {
	case !Sealed:
		return ErrPlain
	case !HasSockets:
		return ErrNoSockets
	}
	install(n)
	return nil
}

// nowhere is the resolver of a run without a network: the names and name servers of the
// computer are none of its inputs, and have no place in the texts of its errors.
type nowhere struct{}

func (nowhere) Interfaces() (names []string, flags []uint, addrs [][]netip.Prefix) {
	return nil, nil, nil
}

func (nowhere) Resolve(_ context.Context, network, name string) (addrs []netip.Addr, err error) {
	if !strings.EqualFold(strings.TrimSuffix(name, "."), "localhost") {
		return nil, nil
	}
	if network != "ip6" {
		addrs = append(addrs, netip.AddrFrom4([4]byte{127, 0, 0, 1}))
	}
	if network != "ip4" {
		addrs = append(addrs, netip.IPv6Loopback())
	}
	return addrs, nil
}

func (nowhere) Reverse(_ context.Context, addr string) ([]string, error) {
	if a, err := netip.ParseAddr(addr); err == nil && a.IsLoopback() {
		return []string{"localhost"}, nil
	}
	return nil, &net.DNSError{Err: "no such host", Name: addr, IsNotFound: true}
}

func (nowhere) Texts(context.Context, string) ([]string, error) { return nil, nil }

// OnExit lets exit decide, until the present run ends, what os.Exit does in it: if exit
// returns true, the calling goroutine stands still for ever, and otherwise the process ends.
func OnExit(exit func(code int) bool) { setExit(exit) }

func install(n Network) {
	if n == nil {
		setKernel(nil)
		setPoller(nil)
		setResolver(nil)
		return
	}
	setKernel(n)
	setPoller(n)
	setResolver(n)
}
