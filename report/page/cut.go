package page

import "github.com/libp2p-sim/sim/sim/trace"

// snapshots are the ways in which protocols of a run take cuts, by operation.
type snapshots map[string]*trace.Cut

func snapshotsOf(shows []trace.Show) snapshots {
	all := snapshots{}
	for i := range shows {
		if c := shows[i].Cut; c != nil {
			all[c.Op] = c
		}
	}
	return all
}

// channels are parts of the protocol IDs of streams that snapshots are of.
func channels(shows []trace.Show) []string {
	all := []string{}
	for _, show := range shows {
		if show.Cut != nil && show.Cut.Messages != "" {
			all = append(all, show.Cut.Messages)
		}
	}
	return all
}

// note takes the record of a process for the snapshot c, an operation of by.
func (s *survey) note(c *cut, by *trace.Cut, e *trace.Event) {
	p := s.peers.number(e.P)
	switch e.Proto {
	case by.State:
		c.Peer, c.At, c.State = append(c.Peer, p), append(c.At, e.T), append(c.State, e.Detail)
	case by.Channel:
		c.Held = append(c.Held, held{e.T, s.peers.number(e.Q), p, e.Detail})
	}
}
