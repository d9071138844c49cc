package trace

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Peer is one line of peers.csv: who took part in a run.
type Peer struct {
	Name     string // as in the event log
	Group    string
	Region   string // of the latency; "" if it has none
	ID       string // libp2p peer ID, base58
	Dialable bool   // others can dial it
}

// PeersHeader is the first line of peers.csv.
const PeersHeader = "peer,group,region,id,dialable"

// AppendCSV appends p as one line of peers.csv (RFC 4180).
func (p Peer) AppendCSV(b []byte) []byte {
	for _, field := range []string{p.Name, p.Group, p.Region, p.ID} {
		b = append(appendField(b, field), ',')
	}
	return append(strconv.AppendBool(b, p.Dialable), '\n')
}

func appendField(b []byte, s string) []byte {
	if !strings.ContainsAny(s, ",\"\r\n") {
		return append(b, s...)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

// ReadPeers calls f with every line of a peers.csv, in order. It stops at the
// first error, f's or one that names the line.
func ReadPeers(r io.Reader, f func(Peer) error) error {
	in := csv.NewReader(r)
	in.FieldsPerRecord = -1
	head, err := in.Read()
	if err != nil {
		return fmt.Errorf("peers: %w", err)
	}
	if got := strings.Join(head, ","); got != PeersHeader {
		return fmt.Errorf("peers: the first line is %q, want %q", got, PeersHeader)
	}
	in.FieldsPerRecord = len(head)
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("peers: %w", err)
		}
		dialable, err := strconv.ParseBool(row[4])
		if err != nil {
			line, _ := in.FieldPos(4)
			return fmt.Errorf("peers: line %d: dialable is %q, want true or false", line, row[4])
		}
		if err := f(Peer{row[0], row[1], row[2], row[3], dialable}); err != nil {
			return err
		}
	}
}
