package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/pprof"

	"github.com/libp2p-sim/sim/sim/seal"
)

// runChild carries out the workload on one network in this process and prints
// an outcome as one line of JSON.
func runChild(network string, w workload, profile string, stdout io.Writer) error {
	m, err := lookup(network)
	if err != nil {
		return err
	}
	if profile != "" {
		f, err := os.Create(profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	var o outcome
	var failed error
	config := seal.Config{Seed: uint64(seed)}
	result, err := seal.Run(config, func() {
		var f fleet
		if f, failed = m.make(w.Hosts, newLatencies(w.Hosts)); failed != nil {
			return
		}
		failed = w.run(f.hosts, &o)
		if f.events != nil {
			o.Events = f.events()
		}
	})
	switch {
	case err != nil:
		return err
	case failed != nil:
		return fmt.Errorf("%s: %w", network, failed)
	case result.End != seal.Main:
		return fmt.Errorf("%s: after %s: %s", network, result.Now, result.Describe(config))
	}
	o.Virtual = result.Now.Seconds()
	if err := json.NewEncoder(stdout).Encode(o); err != nil {
		return err
	}
	return o.check(w.Ops)
}
