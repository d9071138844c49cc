package main

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"text/tabwriter"
)

// A cost is the medians of a network's runs.
type cost struct {
	CPU    float64 `json:"cpu_s"`   // seconds, user and system
	PeakMB float64 `json:"peak_mb"` // units of 10⁶ bytes
}

// report prints the table and, as the last line, the costs as JSON.
func report(w io.Writer, networks []string, samples []sample) error {
	costs := map[string]cost{}
	base := costOf(samples, networks[0])
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "network\tCPU s min\tmedian\tpeak MB\tstream writes\twrites/CPU s\tCPU ÷ ours\tpeak ÷ ours\t")
	for _, name := range networks {
		c := costOf(samples, name)
		costs[name] = c
		writes := median(column(samples, name, func(s sample) float64 { return float64(s.Outcome.Writes) }))
		least := slices.Min(column(samples, name, cpu))
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.0f\t%.0f\t%.0f\t%.2f\t%.2f\t\n",
			name, least, c.CPU, c.PeakMB, writes, writes/c.CPU, c.CPU/base.CPU, c.PeakMB/base.PeakMB)
	}
	if err := t.Flush(); err != nil {
		return err
	}
	return json.NewEncoder(w).Encode(costs) // sorts the networks by name
}

func costOf(samples []sample, network string) cost {
	return cost{
		CPU:    median(column(samples, network, cpu)),
		PeakMB: median(column(samples, network, func(s sample) float64 { return s.PeakMB })),
	}
}

func cpu(s sample) float64 { return s.CPU }

// column returns one value of every sample of a network.
func column(samples []sample, network string, value func(sample) float64) []float64 {
	var out []float64
	for _, s := range samples {
		if s.Network == network {
			out = append(out, value(s))
		}
	}
	return out
}

// median returns the middle of at least one value, the lower of the two middles
// if their number is even.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}
