package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// samples are the samples of a run.
type samples struct {
	latency []float64            // of each Provide(), s
	failed  []float64            // dials of each Provide()
	found   []float64            // searches for providers: 1 for a success
	records map[string][]reading // live records, by content
	online  []reading            // servers that can be dialled and are up
	closest map[string][]reading // of the 20 closest servers those that have a record, by content

	hops      []float64 // of each search for providers
	stale     []float64 // share of the entries of all routing tables, by time
	knows     []float64 // share of the servers that know their neighbours, by time
	hosts     int
	connected float64 // share of the pairs of peers online that are connected at the end
}

// A reading is a gauge's at a time.
type reading struct {
	t     float64 // s
	value float64
}

// read reads the metrics of a run directory.
func read(dir string) (*samples, error) {
	f, err := os.Open(filepath.Join(dir, "metrics.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	s := &samples{records: map[string][]reading{}, closest: map[string][]reading{}}
	if err := s.log(dir); err != nil {
		return nil, err
	}
	for in := csv.NewReader(f); ; {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return s, nil
		}
		if err == nil && row[1] != "metric" {
			err = s.add(row)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
	}
}

// add takes a line of metrics.csv: t_ns, metric, value, peer, key.
func (s *samples) add(row []string) error {
	t, err := strconv.ParseFloat(row[0], 64)
	if err != nil {
		return err
	}
	v, err := strconv.ParseFloat(row[2], 64)
	if err != nil {
		return err
	}
	switch row[1] {
	case "kademlia.provide.latency":
		s.latency = append(s.latency, v/1e9)
	case "kademlia.provide.dials_failed":
		s.failed = append(s.failed, v)
	case "kademlia.find_providers.success":
		s.found = append(s.found, v)
	case "kademlia.find_providers.hops":
		s.hops = append(s.hops, v)
	case "kademlia.stale_entries":
		if row[4] == "" {
			s.stale = append(s.stale, v)
		}
	case "kademlia.knows_neighbours":
		s.knows = append(s.knows, v)
	case "peers.online":
		if row[4] == "servers" {
			s.online = append(s.online, reading{t / 1e9, v})
		}
	case "kademlia.provider_records":
		s.records[row[4]] = append(s.records[row[4]], reading{t / 1e9, v})
	case "kademlia.provider_records_closest":
		s.closest[row[4]] = append(s.closest[row[4]], reading{t / 1e9, v})
	}
	return nil
}

// log counts peers and, of those that are online at the end, connected pairs.
func (s *samples) log(dir string) error {
	l, err := log.Open(dir)
	if err != nil {
		return err
	}
	s.hosts = l.Manifest.Hosts
	up, open := map[string]bool{}, map[trace.Nth][2]string{}
	for e, err := range l.Events() {
		if err != nil {
			return err
		}
		switch e.Kind {
		case trace.Up:
			up[e.P] = true
		case trace.Down:
			delete(up, e.P)
		case trace.Connect:
			open[e.Connection()] = [2]string{min(e.P, e.Q), max(e.P, e.Q)}
		case trace.Disconnect:
			delete(open, e.Connection())
		}
	}
	pairs := map[[2]string]bool{}
	for _, pair := range open {
		if up[pair[0]] && up[pair[1]] {
			pairs[pair] = true
		}
	}
	if n := len(up); n > 1 {
		s.connected = float64(len(pairs)) / float64(n*(n-1)/2)
	}
	return nil
}

// first returns how many servers held the record of each content when it was read
// first, soon after its Provide().
func (s *samples) first() []float64 {
	var out []float64
	for _, name := range slices.Sorted(maps.Keys(s.records)) {
		for _, r := range s.records[name] {
			if r.value > 0 {
				out = append(out, r.value)
				break
			}
		}
	}
	return out
}
