package page

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/trace"
)

// loadPeers takes from peers.jsonl where the peers of the log are: their regions, on
// the map and their places in Kademlia's key space, and with those the places that
// operations looked up. It comes after loadLog.
func (d *data) loadPeers(path string, l limits) []string {
	roster := &trace.Roster{}
	defer func() {
		for _, name := range d.names {
			seat := roster.Seat(name)
			d.Group, d.Number = append(d.Group, seat.Group), append(d.Number, seat.Number)
		}
	}()
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{trace.PeersFile + " is missing: there are no regions, and lookups are not drawn."}
	}
	if err != nil {
		return []string{err.Error()}
	}
	defer f.Close()
	peers, order, err := readPeers(f, roster)
	var left []string
	if err != nil {
		left = append(left, fmt.Sprintf("%s is damaged: it has regions and lookups of %s (%v).", trace.PeersFile, quantity.Count(int64(len(peers)), "peer"), err))
	}
	var regions index
	ids := map[string][]byte{}
	d.groups = map[string]int64{}
	// Those that never came up are not in the log, but in every count of peers.
	inLog := map[string]bool{}
	for _, name := range d.names {
		inLog[name] = true
	}
	for _, name := range order {
		if !inLog[name] {
			d.names, d.Peers = append(d.names, name), append(d.Peers, clip(name, l.text))
		}
	}
	for _, name := range d.names {
		p := peers[name]
		region, place := -1, ""
		if p.Group != "" {
			d.groups[p.Group]++
		}
		if p.Region != "" {
			region = regions.number(p.Region)
		}
		if id, ok := identity(p.ID); ok {
			ids[name] = id
			place = placeOf(id)
		}
		d.Region = append(d.Region, region)
		d.Places = append(d.Places, place)
	}
	d.Regions = mapped(regions.names)
	lookups := lookupsOf(d.manifest.Protocols)
	for i, key := range d.opKeys {
		d.Ops.Place = append(d.Ops.Place, lookups.target(d.Ops.Names[d.Ops.Name[i]], key, ids))
	}
	return left
}

// readPeers returns the peers by name and their names in order, those up to the first
// bad line with its error, and tells roster of them.
func readPeers(r io.Reader, roster *trace.Roster) (peers map[string]trace.Peer, order []string, err error) {
	peers = map[string]trace.Peer{}
	err = trace.ReadPeers(r, func(p trace.Peer) error {
		if _, twice := peers[p.Name]; !twice {
			order = append(order, p.Name)
		}
		peers[p.Name] = p
		roster.Add(p)
		return nil
	})
	return peers, order, err
}

// A clusterNode is one of a Kubernetes cluster.
type clusterNode struct {
	Name   string      `json:"name"`
	IP     string      `json:"ip"`
	Range  string      `json:"range"`  // of the addresses of its pods
	Peers  []int       `json:"peers"`  // that run there
	IPs    []string    `json:"ips"`    // of each
	Routes [][2]string `json:"routes"` // range of addresses, the node to send on to
}

// loadNodes takes the nodes of a Kubernetes cluster, which a run without one does not
// have, from nodes.jsonl. It comes after loadPeers.
func (d *data) loadNodes(path string, l limits) []string {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return []string{err.Error()}
	}
	defer f.Close()
	at := map[string]int{}
	for i, name := range d.names {
		at[name] = i
	}
	all, err := trace.ReadClusterNodes(f)
	room, lines := l.routes, 0
	for _, n := range all {
		out := clusterNode{Name: clip(n.Name, l.text), IP: n.IP, Range: n.PodCIDR}
		for _, p := range n.Pods {
			if i, ok := at[p.Peer]; ok {
				out.Peers, out.IPs = append(out.Peers, i), append(out.IPs, clip(p.IP, l.text))
			}
		}
		lines += len(n.Routes)
		for _, r := range n.Routes[:min(len(n.Routes), room)] {
			room--
			out.Routes = append(out.Routes, [2]string{clip(r.To, l.text), clip(r.Via, l.text)})
		}
		d.Nodes = append(d.Nodes, out)
	}
	var left []string
	if lines > l.routes {
		left = append(left, fmt.Sprintf("Of %s of routing tables it has the first %s.", quantity.Count(int64(lines), "line"), quantity.Thousands(int64(l.routes))))
	}
	if err != nil {
		left = append(left, fmt.Sprintf("%s is damaged: it has %s (%v).", trace.NodesFile, quantity.Count(int64(len(all)), "node"), err))
	}
	return left
}
