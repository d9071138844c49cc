package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// samples are what a run measured.
type samples struct {
	latency []float64            // of each Provide(), s
	failed  []float64            // dials of each Provide()
	found   []float64            // searches for providers: 1 for a success
	records map[string][]reading // live records, by content
	online  []reading            // servers that can be dialled and are up
	closest map[string][]reading // of the 20 closest servers those that have a record, by content
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
