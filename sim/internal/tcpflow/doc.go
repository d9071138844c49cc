// Package tcpflow decides when one end of a TCP connection sends what: a congestion window, the
// bursts that it allows, and the recovery of what is lost.
//
// Its nouns are the [Flow], all that one end sends; the [Burst], data that leaves together;
// and the [Path], on which bursts leave, and which belongs to the caller. It is a model of a
// connection, not of packets: acknowledgements are computed and not sent, since the sender
// knows its way and so when each would come. Losses are drawn for each segment (package link)
// and recovered as selective acknowledgements and time-outs would (RFC 5681, 6298, 6675).
//
// It reads no clock, has no bytes, and knows neither handshakes nor receivers.
package tcpflow
