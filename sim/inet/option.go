package inet

import (
	"encoding/binary"
	"net/netip"
	"syscall"
)

type option struct{ level, name int }

func number(value []byte) int {
	if len(value) < 4 {
		if len(value) > 0 {
			return int(value[0])
		}
		return 0
	}
	return int(int32(binary.NativeEndian.Uint32(value)))
}

func numberOf(n int) []byte { return binary.NativeEndian.AppendUint32(nil, uint32(n)) }

func truth(b bool) []byte {
	if b {
		return numberOf(1)
	}
	return numberOf(0)
}

// SetOption implements seal.Kernel. Options that change nothing here are kept and told
// again.
func (n *Net) SetOption(fd, level, name int, value []byte) syscall.Errno {
	s := n.sockets[fd]
	if s == nil {
		return syscall.EBADF
	}
	if err, is := s.membership(option{level, name}, value); is {
		return err
	}
	switch (option{level, name}) {
	case option{solSocket, soReuseAddr}:
		s.reuse[0] = number(value) != 0
	case option{solSocket, soReusePort}:
		s.reuse[1] = number(value) != 0
	case option{ipprotoIPv6, ipv6Only}:
		if s.bound {
			return syscall.EINVAL
		}
		s.only6 = number(value) != 0
	case option{solSocket, soLinger}:
		if len(value) < 8 {
			return syscall.EINVAL
		}
		if s.linger = -1; number(value) != 0 {
			s.linger = number(value[4:])
		}
	case option{solSocket, soRcvbuf}, option{solSocket, soSndbuf}:
		s.options[option{level, name}] = numberOf(2 * number(value)) // Linux doubles it
		s.writers.notify()
	default:
		switch {
		case level == ipprotoUDP, level == ipprotoTCP && s.proto != tcp:
			return syscall.ENOPROTOOPT // among them segmentation by the card, which is not simulated
		case level == ipprotoIPv6 && s.family == afINET:
			return syscall.ENOPROTOOPT
		}
		s.options[option{level, name}] = value
	}
	return 0
}

// Option implements seal.Kernel.
func (n *Net) Option(fd, level, name int) ([]byte, syscall.Errno) {
	s := n.sockets[fd]
	if s == nil {
		return nil, syscall.EBADF
	}
	switch (option{level, name}) {
	case option{solSocket, soError}:
		return numberOf(int(s.taken())), 0
	case option{solSocket, soType}:
		if s.proto == udp {
			return numberOf(sockDgram), 0
		}
		return numberOf(sockStream), 0
	case option{solSocket, soReuseAddr}:
		return truth(s.reuse[0]), 0
	case option{solSocket, soReusePort}:
		return truth(s.reuse[1]), 0
	case option{ipprotoIPv6, ipv6Only}:
		return truth(s.only6), 0
	case option{solSocket, soAcceptConn}:
		return truth(s.listener != nil), 0
	case option{solSocket, soRcvbuf}, option{solSocket, soSndbuf}:
		return numberOf(s.buffer(name, defaultBuff)), 0
	case option{solSocket, soLinger}:
		return append(truth(s.linger >= 0), numberOf(max(s.linger, 0))...), 0
	}
	if level == ipprotoUDP {
		return nil, syscall.ENOPROTOOPT
	}
	if v, ok := s.options[option{level, name}]; ok {
		return v, 0
	}
	return numberOf(0), 0
}

// buffer returns the size of a buffer: the default while nobody has set it.
func (s *socket) buffer(name, unset int) int {
	if v, ok := s.options[option{solSocket, name}]; ok {
		return number(v)
	}
	return unset
}

// dontFragment reports whether datagrams that are too long for a packet are refused.
func (s *socket) dontFragment() bool {
	for _, o := range []option{{ipprotoIP, ipMTUDisc}, {ipprotoIPv6, ipv6MTUDisc}} {
		if v := number(s.options[o]); v == pmtuDiscDo || v == pmtuDiscProbe {
			return true
		}
	}
	return false
}

// wantsInfo reports whether the reader of datagrams is told to which address they came.
func (s *socket) wantsInfo() bool {
	return number(s.options[option{ipprotoIP, ipPktInfo}]) != 0 ||
		number(s.options[option{ipprotoIPv6, ipv6RecvPktInfo}]) != 0
}

// info is the control message with the address to which a datagram came.
func (s *socket) info(dst netip.Addr) []byte {
	if !s.wantsInfo() {
		return nil
	}
	local := dst
	if dst.IsMulticast() {
		local = s.machine.source(dst)
	}
	var body []byte
	level, typ := ipprotoIP, ipPktInfo
	if dst.Is4() {
		body = numberOf(outside)
		body = append(body, local.AsSlice()...)
		body = append(body, dst.AsSlice()...) // where it was sent
	} else {
		level, typ = ipprotoIPv6, ipv6PktInfo
		body = append(dst.AsSlice(), numberOf(outside)...)
	}
	b := make([]byte, syscall.CmsgSpace(len(body)))
	binary.NativeEndian.PutUint64(b, uint64(syscall.CmsgLen(len(body))))
	binary.NativeEndian.PutUint32(b[8:], uint32(level))
	binary.NativeEndian.PutUint32(b[12:], uint32(typ))
	copy(b[syscall.CmsgLen(0):], body)
	return b
}

// sourceOf reads from control messages which address a datagram is to come from.
func sourceOf(control []byte) netip.AddrPort {
	messages, err := syscall.ParseSocketControlMessage(control)
	if err != nil {
		return netip.AddrPort{}
	}
	for _, m := range messages {
		switch {
		case m.Header.Level == ipprotoIP && m.Header.Type == ipPktInfo && len(m.Data) >= 12:
			return netip.AddrPortFrom(netip.AddrFrom4([4]byte(m.Data[4:8])), 0)
		case m.Header.Level == ipprotoIPv6 && m.Header.Type == ipv6PktInfo && len(m.Data) >= 20:
			return netip.AddrPortFrom(netip.AddrFrom16([16]byte(m.Data[:16])).Unmap(), 0)
		}
	}
	return netip.AddrPort{}
}
