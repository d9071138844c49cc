package inet

import (
	"encoding/binary"
	"net/netip"
	"syscall"
)

// decode reads a raw socket address. An address of IPv4 inside IPv6 becomes one of IPv4.
func decode(b []byte) (netip.AddrPort, syscall.Errno) {
	if len(b) < 2 {
		return netip.AddrPort{}, syscall.EINVAL
	}
	switch binary.NativeEndian.Uint16(b) {
	case afINET:
		if len(b) < sizeofSockaddr4 {
			return netip.AddrPort{}, syscall.EINVAL
		}
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[4:8])), binary.BigEndian.Uint16(b[2:])), 0
	case afINET6:
		if len(b) < sizeofSockaddr6-4 { // the zone may be left out
			return netip.AddrPort{}, syscall.EINVAL
		}
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(b[8:24])).Unmap(), binary.BigEndian.Uint16(b[2:])), 0
	}
	return netip.AddrPort{}, syscall.EAFNOSUPPORT
}

// encode writes an address as sockets of a family have it.
func encode(a netip.AddrPort, family int) []byte {
	if family == afINET {
		b := make([]byte, sizeofSockaddr4)
		binary.NativeEndian.PutUint16(b, afINET)
		binary.BigEndian.PutUint16(b[2:], a.Port())
		if a.Addr().IsValid() {
			ip := a.Addr().Unmap().As4()
			copy(b[4:], ip[:])
		}
		return b
	}
	b := make([]byte, sizeofSockaddr6)
	binary.NativeEndian.PutUint16(b, afINET6)
	binary.BigEndian.PutUint16(b[2:], a.Port())
	if a.Addr().IsValid() && !(a.Addr().Is4() && a.Addr().IsUnspecified()) {
		ip := a.Addr().As16()
		copy(b[8:], ip[:])
	}
	return b
}
