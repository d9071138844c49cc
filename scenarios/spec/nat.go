package spec

import "cmp"

// BehindNAT reports whether the peers of a group that have sockets are behind NATs.
func (g *Group) BehindNAT() bool { return g.NAT != "" || !g.Dialable }

// SameNAT reports whether two groups behind NATs are behind ones of the same kind.
func (g *Group) SameNAT(h *Group) bool {
	const usual = "port-restricted"
	return cmp.Or(g.NAT, usual) == cmp.Or(h.NAT, usual)
}

// A NATPreset is what was measured of the NATs in front of many hosts. Each NAT is drawn.
type NATPreset struct {
	Name string
	// Doc describes the measurement, and says which figure is an assumption of ours.
	Doc string
	// Source is author, title, venue, year and place of the figures.
	Source string
	// UDP and TCP are the shares of NATs whose mappings depend on nothing, by protocol; those
	// of TCP are among those of UDP.
	UDP, TCP float64
	// UDPHairpin and TCPHairpin are the shares that let packets from inside back in, those of
	// TCP among those of UDP.
	UDPHairpin, TCPHairpin float64
}

// NATPresets returns all presets, by name.
func NATPresets() []NATPreset {
	return []NATPreset{{
		Name: "ford-2005",
		Doc: "NATs that volunteers tested. 310 of 380 (82%) support hole punching for UDP, which is that their mappings depend on nothing, " +
			"and 184 of 286 (64%) for TCP; 80 of 335 (24%) bring packets of UDP from inside to their own address back in, and 37 of 286 (13%) those of TCP. " +
			"Assumptions of ours: a NAT that can be punched for TCP can be for UDP, and one that brings TCP back in brings UDP back in; the two have nothing to do with each other; " +
			"where punching fails, it is because mappings depend on address and port; all filters depend on address and port.",
		Source: "B. Ford, P. Srisuresh, D. Kegel, Peer-to-Peer Communication Across Network Address Translators, USENIX Annual Technical Conference, 2005, table 1",
		UDP:    310. / 380, TCP: 184. / 286, UDPHairpin: 80. / 335, TCPHairpin: 37. / 286,
	}}
}
