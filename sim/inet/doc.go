// Package inet is the network below the sockets of a sealed run: machines with
// addresses and ports, TCP and UDP between them, and a kernel that answers their system
// calls as Linux does.
//
// Its nouns are the [Net], one network in one run; the [Machine], whose programs have
// the sockets; the packet, which travels from machine to machine and is all that these
// know of each other; the socket, behind a descriptor; and the conn, one end of a TCP
// connection. Package seal brings the system calls here: a program in a run, and every
// library that it uses, opens, dials, listens, sends and resolves as it would on Linux,
// in virtual time.
//
// Whose socket it is follows from the goroutine that asks for it: what [Machine.Do] and
// [Machine.Go] run, and all that this starts, belongs to the machine.
//
// TCP is a model of each connection, not of each packet: bytes leave in bursts that a
// congestion window allows (RFC 5681 and 9438), acknowledgements are computed and not
// sent, and a loss costs the time of its retransmission (package link). UDP is packets.
package inet
