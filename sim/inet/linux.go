package inet

// Numbers of Linux's socket calls, the same on amd64 and arm64. Package syscall has
// those of the system that it is built for.
const (
	afINET  = 2
	afINET6 = 10

	sockStream   = 1
	sockDgram    = 2
	sockTypeMask = 0xf

	ipprotoIP   = 0
	ipprotoTCP  = 6
	ipprotoUDP  = 17
	ipprotoIPv6 = 41

	solSocket    = 1
	soReuseAddr  = 2
	soType       = 3
	soError      = 4
	soSndbuf     = 7
	soRcvbuf     = 8
	soKeepalive  = 9
	soLinger     = 13
	soReusePort  = 15
	soAcceptConn = 30

	ipAddMembership    = 35
	ipDropMembership   = 36
	ipMulticastLoop    = 34
	ipv6MulticastLoop  = 19
	ipv6AddMembership  = 20
	ipv6DropMembership = 21
	mcastJoinGroup     = 42
	mcastLeaveGroup    = 45

	ipPktInfo       = 8
	ipMTUDisc       = 10
	ipv6MTUDisc     = 23
	ipv6Only        = 26
	ipv6RecvPktInfo = 49
	ipv6PktInfo     = 50
	pmtuDiscDo      = 2
	pmtuDiscProbe   = 3

	tcpKeepIdle  = 4
	tcpKeepIntvl = 5
	tcpKeepCnt   = 6

	msgPeek  = 0x2
	msgTrunc = 0x20

	sizeofSockaddr4 = 16
	sizeofSockaddr6 = 28
)
