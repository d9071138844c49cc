package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/infer"
)

// wakuData are the times that were published.
//
//go:embed waku.csv
var wakuData []byte

// proof is how long a publisher of Waku's simulation makes the proof of a message, s. It has made
// it when it publishes, which is when our time begins.
const proof = 0.15

// wakuSizes are sizes of messages for which times were published.
var wakuSizes = []string{"10kB", "100kB"}

// variants of the run with messages of 10kB.
var variants = []struct{ label, what string }{
	{"regular", "each peer has 50 connections, not 50 that it has dialled and as many of others"},
	{"mesh", "without flood publishing"},
}

// A flight is the times of all receptions in each run with one label, sorted, s.
type flight struct {
	label string
	runs  [][]float64
}

// wakuFlag are the runs of the flag -waku.
type wakuFlag []*flight

func (f *wakuFlag) String() string { return "" }

func (f *wakuFlag) Set(arg string) error {
	label, dir, ok := strings.Cut(arg, "=")
	if !ok {
		return fmt.Errorf("%q: want LABEL=DIR, such as 10kB=results/waku", arg)
	}
	times, err := deliveries(dir)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(*f, func(x *flight) bool { return x.label == label })
	if i < 0 {
		i, *f = len(*f), append(*f, &flight{label: label})
	}
	(*f)[i].runs = append((*f)[i].runs, times)
	return nil
}

// deliveries reads the times of gossipsub.delivery of a run.
func deliveries(dir string) ([]float64, error) {
	f, err := os.Open(filepath.Join(dir, "metrics.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var times []float64
	for in := csv.NewReader(f); ; {
		row, err := in.Read()
		switch {
		case errors.Is(err, io.EOF) && len(times) == 0:
			return nil, fmt.Errorf("%s: no message was delivered", dir)
		case errors.Is(err, io.EOF):
			slices.Sort(times)
			return times, nil
		case err != nil:
			return nil, fmt.Errorf("%s: %w", dir, err)
		case row[1] != "gossipsub.delivery":
			continue
		}
		ns, err := strconv.ParseFloat(row[2], 64)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		times = append(times, ns/1e9)
	}
}

// publishedTimes returns the published times of messages of a size, sorted, s.
func publishedTimes(size string) ([]float64, error) {
	in := csv.NewReader(bytes.NewReader(wakuData))
	in.Comment = '#'
	rows, err := in.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("waku.csv: %w", err)
	}
	var times []float64
	for _, row := range rows[1:] {
		ms, err := strconv.Atoi(row[1])
		n, err2 := strconv.Atoi(row[2])
		if err := errors.Join(err, err2); err != nil {
			return nil, fmt.Errorf("waku.csv: %w", err)
		}
		for range n {
			if row[0]+"kB" == size {
				times = append(times, float64(ms)/1000)
			}
		}
	}
	slices.Sort(times)
	return times, nil
}

// of is the mean over runs of a number of each, after the proof, and its 95 % confidence interval, s.
func (f *flight) of(number func([]float64) float64) (float64, infer.Interval) {
	var all []float64
	for _, times := range f.runs {
		all = append(all, number(times)+proof)
	}
	return infer.Mean(all)
}

// numbers of a distribution that are compared.
var numbers = []struct {
	name string
	of   func(sorted []float64) float64
}{
	{"mean", average},
	{"least", func(s []float64) float64 { return s[0] }},
	{"P50", func(s []float64) float64 { return quantile(s, 0.5) }},
	{"P95", func(s []float64) float64 { return quantile(s, 0.95) }},
	{"most", func(s []float64) float64 { return s[len(s)-1] }},
}

// find returns the runs with a label.
func (f wakuFlag) find(label string) (*flight, error) {
	i := slices.IndexFunc(f, func(x *flight) bool { return x.label == label })
	if i < 0 {
		return nil, fmt.Errorf("want -waku %s=DIR", label)
	}
	return f[i], nil
}

// wakuPage writes docs/waku.md.
func wakuPage(out io.Writer, runs wakuFlag) error {
	w := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	first, err := runs.find(wakuSizes[0])
	if err != nil {
		return err
	}
	there, err := publishedTimes(wakuSizes[0])
	if err != nil {
		return err
	}
	here, _ := first.of(average)
	wakuHead(w, average(there), here, len(first.runs))
	for _, size := range wakuSizes {
		f, err := runs.find(size)
		if err != nil {
			return err
		}
		if there, err = publishedTimes(size); err != nil {
			return err
		}
		for _, n := range numbers {
			here, interval := f.of(n.of)
			w("| %s | %s | %.0f ms | %s | %.2f |", size, n.name, 1000*n.of(there), milliseconds(here, interval), here/n.of(there))
		}
	}
	wakuWhy(w)
	for _, v := range variants {
		f, err := runs.find(v.label)
		if err != nil {
			return err
		}
		here, interval := f.of(average)
		if there, err = publishedTimes(wakuSizes[0]); err != nil {
			return err
		}
		w("| %s | %s | %.2f |", v.what, milliseconds(here, interval), here/average(there))
	}
	wakuDifferent(w)
	return nil
}

func milliseconds(value float64, i infer.Interval) string {
	if !i.OK {
		return fmt.Sprintf("%.0f ms", 1000*value)
	}
	return fmt.Sprintf("%.0f ms [%.0f, %.0f]", 1000*value, 1000*max(i.Low, 0), 1000*i.High)
}
