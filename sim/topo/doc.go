// Package topo makes the graphs by which peers bootstrap: which peer dials
// which when a network comes up.
//
// Its nouns are [Graph], the peers 0 to N-1 and the dials between them; the
// dial, a directed edge u→v that says "u dials v"; and the neighbours of a
// peer, those it dials and those that dial it, for a connection serves both
// ways once it stands.
//
// A graph that grows (star, tree, scale-free) has each newcomer dial the peers
// that were there before it, which have lower numbers; ring and small world have
// each peer dial the ones after it around the circle; in all others the lower
// number dials the higher. A random graph is the same bits for the same
// generator on every machine. The package opens no connection and knows no
// latency: package gml below it reads Shadow's network graphs, which do.
package topo
