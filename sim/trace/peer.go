package trace

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// A Peer is one line of the list of a run's peers, in the order in which they
// came to be.
type Peer struct {
	Name  string `json:"p"` // as in the event log
	Group string `json:"group"`
	ID    string `json:"id"`   // libp2p peer ID
	Addr  string `json:"addr"` // multiaddr
	// Region of the latency that it is in, "" if that has none.
	Region string `json:"region"`
}

// AppendJSON appends p as one line.
func (p *Peer) AppendJSON(b []byte) []byte {
	b = appendString(append(b, `{"p":`...), p.Name)
	b = appendString(append(b, `,"group":`...), p.Group)
	b = appendString(append(b, `,"id":`...), p.ID)
	b = appendString(append(b, `,"addr":`...), p.Addr)
	b = appendText(b, `,"region":`, p.Region)
	return append(b, '}', '\n')
}

// ParsePeer reads one line that Peer.AppendJSON wrote.
func ParsePeer(line []byte) (Peer, error) {
	var p Peer
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(&p); err != nil {
		return Peer{}, fmt.Errorf("peer: %w", err)
	}
	return p, nil
}

// ReadPeers calls f with the peers of a list, in order, until it returns an error.
func ReadPeers(r io.Reader, f func(Peer) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 1<<16), 1<<20)
	for n := 1; in.Scan(); n++ {
		p, err := ParsePeer(in.Bytes())
		if err != nil {
			return fmt.Errorf("line %d: %w", n, err)
		}
		if err := f(p); err != nil {
			return err
		}
	}
	return in.Err()
}
