// Package gml reads the network graphs of the Shadow simulator: places in the
// Internet, and the latency, jitter and packet loss between them.
//
// Its nouns are [Network], the graph of one file; [Node], a place at which hosts
// can be attached, with the bandwidth of each of them; and [Path], the latency,
// jitter and loss on the way from one node to another. Names and meanings are
// those of Shadow 3's "Network Graph Specification"
// (shadow.github.io/docs/guide), in the syntax of GML (Himsolt, "GML: A portable
// Graph File Format", 1997):
//
//	graph [
//	  directed 0
//	  node [
//	    id 0
//	    host_bandwidth_up "100 Mbit"
//	    host_bandwidth_down "100 Mbit"
//	  ]
//	  edge [
//	    source 0
//	    target 0
//	    latency "10 ms"
//	    jitter "0 ms"
//	    packet_loss 0.0
//	  ]
//	]
//
// It differs from Shadow in this: jitter, reserved there, adds up along a path;
// text after a # is a comment; quantities may have decimals; an id given twice
// is an error, and so is an unknown key that resembles a known one which is
// missing. The package places no hosts and draws no delays.
package gml
