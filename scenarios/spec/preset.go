package spec

import (
	"time"

	"github.com/libp2p-sim/sim/sim/dist"
)

// A ChurnPreset is how the peers of a measured network come and go.
type ChurnPreset struct {
	Name string
	// Doc describes the measurement, and says which figure is a fit or an
	// assumption of ours.
	Doc string
	// Source is author, title, venue, year and place of the figures.
	Source            string
	Session, Downtime dist.Dist
}

// ChurnPresets returns all presets, by name. Every figure in them is one that
// its source prints, or follows from such figures by the reasoning in Doc.
func ChurnPresets() []ChurnPreset {
	// Through the two published quantiles: shape = ln(ln 5/ln 2)/ln(8h/2h) and
	// scale = 2h/(ln 2)^(1/shape).
	ipfs := dist.WeibullScale(0.6077, 3*time.Hour+39*time.Minute+21*time.Second)
	return []ChurnPreset{
		{
			Name: "ipfs",
			Doc: "DHT servers of the public IPFS network, seen by a crawler in one week of 2022 (28 April to 5 May): " +
				"half of the sessions last 2h or less and 80% last 8h or less. " +
				"The Weibull law is our choice and goes through these two quantiles. " +
				"Downtimes are not published: that they have the law of the sessions, so that half of the peers are online at a time, is an assumption of ours.",
			Source:   "D. Trautwein, RFM 2: Uptime and Churn, ProbeLab network-measurements, results/rfm2-uptime-and-churn.md, 2022, section Node Churn",
			Session:  ipfs,
			Downtime: ipfs,
		},
		{
			Name: "kad",
			Doc: "Peers of KAD, the Kademlia network of eDonkey, a representative part of which was crawled every five minutes for six months. " +
				"Sessions are the session times from the second crawl on, and downtimes the inter-session times. " +
				"Both are the Weibull fits of the authors, with scales of 169.5385 and 413.6765 minutes, read from the sources of PeerfactSim.KOM, which quote the report.",
			Source: "M. Steiner, T. En-Najjary, E. W. Biersack, Analyzing Peer Behavior in KAD, Institut Eurecom, research report RR-07-205, 2007, " +
				"and Long Term Study of Peer Behavior in the KAD DHT, IEEE/ACM Transactions on Networking 17(5), 2009; class KadChurnModel of PeerfactSim.KOM",
			Session:  dist.WeibullScale(0.61511, 169*time.Minute+32*time.Second+310*time.Millisecond),
			Downtime: dist.WeibullScale(0.47648, 413*time.Minute+40*time.Second+590*time.Millisecond),
		},
	}
}
