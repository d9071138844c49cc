package inet

import (
	"encoding/binary"
	"net/netip"
	"syscall"
)

// Numbers of route netlink (rtnetlink(7)).
const (
	afNETLINK    = 16
	netlinkRoute = 0

	nlmsgError  = 2
	rtmNewRoute = 24
	rtmGetRoute = 26

	rtaDst     = 1
	rtaOIF     = 4
	rtaPrefSrc = 7

	sizeofNlHeader = 16
	sizeofRtMsg    = 12
	tableMain      = 254
	typeUnicast    = 1
)

// A netlink is a socket on which programs ask the kernel for routes: from which address
// they would send to another. It answers nothing else.
type netlink struct{ answers [][]byte }

// ask takes a request, and puts the answer where it is read.
func (l *netlink) ask(m *Machine, b []byte) (int, syscall.Errno) {
	if len(b) < sizeofNlHeader+sizeofRtMsg {
		return -1, syscall.EINVAL
	}
	if binary.NativeEndian.Uint16(b[4:]) != rtmGetRoute {
		l.answers = append(l.answers, refusal(b, syscall.EOPNOTSUPP))
		return len(b), 0
	}
	dst, ok := netip.AddrFromSlice(attribute(b[sizeofNlHeader+sizeofRtMsg:], rtaDst))
	if !ok {
		l.answers = append(l.answers, refusal(b, syscall.EINVAL))
		return len(b), 0
	}
	src, oif := m.source(dst), outside
	if m.has(dst) {
		src, oif = dst, 1
	}
	if !src.IsValid() {
		l.answers = append(l.answers, refusal(b, syscall.ENETUNREACH))
		return len(b), 0
	}
	body := []byte{b[sizeofNlHeader], byte(dst.BitLen()), 0, 0, tableMain, 0, 0, typeUnicast, 0, 0, 0, 0}
	body = appendAttribute(body, rtaDst, dst.AsSlice())
	body = appendAttribute(body, rtaOIF, binary.NativeEndian.AppendUint32(nil, uint32(oif)))
	body = appendAttribute(body, rtaPrefSrc, src.AsSlice())
	l.answers = append(l.answers, message(b, rtmNewRoute, body))
	return len(b), 0
}

// message makes an answer to a request.
func message(request []byte, kind uint16, body []byte) []byte {
	out := binary.NativeEndian.AppendUint32(nil, uint32(sizeofNlHeader+len(body)))
	out = binary.NativeEndian.AppendUint16(out, kind)
	out = binary.NativeEndian.AppendUint16(out, 0)
	out = append(out, request[8:16]...) // its sequence number, and who asks
	return append(out, body...)
}

func refusal(request []byte, err syscall.Errno) []byte {
	body := binary.NativeEndian.AppendUint32(nil, uint32(-int32(err)))
	return message(request, nlmsgError, append(body, request[:sizeofNlHeader]...))
}

func attribute(b []byte, kind uint16) []byte {
	for len(b) >= 4 {
		n := int(binary.NativeEndian.Uint16(b))
		if n < 4 || n > len(b) {
			return nil
		}
		if binary.NativeEndian.Uint16(b[2:]) == kind {
			return b[4:n]
		}
		b = b[min((n+3)&^3, len(b)):]
	}
	return nil
}

func appendAttribute(b []byte, kind uint16, value []byte) []byte {
	b = binary.NativeEndian.AppendUint16(b, uint16(4+len(value)))
	b = binary.NativeEndian.AppendUint16(b, kind)
	b = append(b, value...)
	for len(b)%4 != 0 {
		b = append(b, 0)
	}
	return b
}

// take returns the first answer.
func (l *netlink) take() ([]byte, syscall.Errno) {
	if len(l.answers) == 0 {
		return nil, syscall.EAGAIN
	}
	b := l.answers[0]
	l.answers = l.answers[1:]
	return b, 0
}

// netlinkAddr is the address of the kernel.
var netlinkAddr = func() []byte {
	b := make([]byte, 12)
	binary.NativeEndian.PutUint16(b, afNETLINK)
	return b
}()
