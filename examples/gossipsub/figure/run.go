package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"

	"github.com/libp2p-sim/sim/sim/trace"
)

// A run is what the figure needs of one.
type run struct {
	degree     int
	delivery   []float64 // ms, sorted
	duplicates float64   // per delivery
	mesh       float64   // mean size while messages were published
}

// read reads the metrics of a run directory.
func read(degree int, dir string) (*run, error) {
	f, err := os.Open(filepath.Join(dir, "metrics.csv"))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	r := &run{degree: degree}
	var meshes, duplicates []float64
	err = trace.ReadSamples(f, func(s trace.Sample) error {
		switch s.Metric {
		case "gossipsub.delivery":
			r.delivery = append(r.delivery, s.Value/1e6)
		case "gossipsub.duplicates":
			duplicates = append(duplicates, s.Value)
		case "gossipsub.mesh":
			if len(r.delivery) > 0 { // the meshes before do not matter
				meshes = append(meshes, s.Value)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	if len(r.delivery) == 0 || len(duplicates) == 0 || len(meshes) == 0 {
		return nil, fmt.Errorf("%s: no samples of gossipsub.delivery, .duplicates and .mesh; want a run of the scenario gossipsub", dir)
	}
	slices.Sort(r.delivery)
	r.duplicates, r.mesh = mean(duplicates), mean(meshes)
	return r, nil
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// quantile returns the smallest value that a share q of sorted is not above.
func quantile(sorted []float64, q float64) float64 {
	i := int(math.Ceil(q*float64(len(sorted)))) - 1
	return sorted[min(max(i, 0), len(sorted)-1)]
}
