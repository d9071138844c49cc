// Command published writes docs/ipfs-provide.md: what scenario ipfs-provide gave,
// beside what was measured in the public IPFS network.
//
//	published DIR…
//
// Each DIR is a run directory; what its base name says is the dial time-out. The
// first is the scenario as it is shipped.
package main

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// A figure is one that was published.
type figure struct {
	what  string
	p     float64 // quantile of Provide()
	value float64 // s
}

// provide is the time of Provide() in RFM 17, for K = 20.
var provide = []figure{
	{"P5", 0.05, 2.97}, {"P25", 0.25, 7.01}, {"P50", 0.50, 12.64}, {"P75", 0.75, 23.33}, {"P90", 0.90, 48.98},
}

// holders is the median number of the 20 holders of a record that serve it.
const holders = 13

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "published:", err)
		os.Exit(1)
	}
}

// A trial is a run of the scenario.
type trial struct {
	name    string
	latency []float64 // s, sorted
	failed  []float64 // dials of a Provide(), sorted
	records []float64 // live records of a content, sorted
}

func run(dirs []string, out io.Writer) error {
	if len(dirs) == 0 {
		return errors.New("no run directories")
	}
	var trials []*trial
	for _, dir := range dirs {
		t, err := read(dir)
		if err != nil {
			return err
		}
		trials = append(trials, t)
	}
	w := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	w("# Provide() beside the public network")
	w("")
	w("Made by `make published` from runs of [ipfs-provide](../scenarios/ipfs-provide.yaml).")
	w("Published: ProbeLab, network-measurements, RFM 17 (provider record liveness), July 2022:")
	w("10 000 contents, K = 20, about 15 400 servers. Simulated: %d contents, K = 20, 158 peers.", len(trials[0].latency))
	w("")
	head, rule := "| time of Provide() | published |", "|---|--:|"
	for _, t := range trials {
		head += fmt.Sprintf(" dials time out after %s | ratio |", t.name)
		rule += "--:|--:|"
	}
	w("%s\n%s", head, rule)
	for _, f := range provide {
		row := fmt.Sprintf("| %s | %.2f s |", f.what, f.value)
		for _, t := range trials {
			v := quantile(t.latency, f.p)
			row += fmt.Sprintf(" %.2f s | %.2f |", v, v/f.value)
		}
		w("%s", row)
	}
	row := "| failed dials of a Provide(), P50 | – |"
	for _, t := range trials {
		row += fmt.Sprintf(" %.0f | |", quantile(t.failed, 0.5))
	}
	w("%s", row)
	row = fmt.Sprintf("| live holders of a record, P50 | %d |", holders)
	for _, t := range trials {
		v := quantile(t.records, 0.5)
		row += fmt.Sprintf(" %.0f | %.2f |", v, v/holders)
	}
	w("%s", row)
	w("")
	return reading(trials, w)
}

// reading says what the table shows, with the figures that show it.
func reading(trials []*trial, w func(string, ...any)) error {
	var halves, tails string
	for i, t := range trials {
		timeout, err := time.ParseDuration(t.name)
		if err != nil {
			return fmt.Errorf("run directory %q: want a dial time-out: %w", t.name, err)
		}
		if i > 0 {
			halves, tails = halves+", ", tails+", "
		}
		halves += fmt.Sprintf("%.2f", quantile(t.latency, 0.5)/timeout.Seconds())
		tails += fmt.Sprintf("%.2f", quantile(t.latency, 0.9)/timeout.Seconds())
	}
	w("Who still holds a record agrees with the measurement. The time of Provide() is set by")
	w("dials to peers that do not answer: divided by the dial time-out, its median is %s and", halves)
	w("its 90th percentile %s in the three runs, whatever the time-out. The public network", tails)
	w("has no single one: peers had several addresses, over TCP, QUIC and relays, each with time-outs")
	w("of its own, so that its distribution is wider than any of these. With one of 10 to 15 s the")
	w("median agrees within 30%%; the tail does not.")
	return nil
}

func read(dir string) (*trial, error) {
	f, err := os.Open(filepath.Join(dir, "metrics.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	t := &trial{name: filepath.Base(dir)}
	for in := csv.NewReader(f); ; {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		into := map[string]*[]float64{
			"kademlia.provide.latency": &t.latency, "kademlia.provide.dials_failed": &t.failed, "kademlia.provider_records": &t.records,
		}[row[1]]
		if into == nil {
			continue
		}
		v, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		if into == &t.latency {
			v /= 1e9
		}
		*into = append(*into, v)
	}
	if len(t.latency) == 0 {
		return nil, fmt.Errorf("%s: no Provide() in it", dir)
	}
	for _, v := range [][]float64{t.latency, t.failed, t.records} {
		slices.Sort(v)
	}
	return t, nil
}

// quantile is the nearest-rank quantile of sorted values.
func quantile(sorted []float64, p float64) float64 {
	return sorted[min(len(sorted)-1, int(p*float64(len(sorted))))]
}
