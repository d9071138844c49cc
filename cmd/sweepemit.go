package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/cmd/emit"
	"github.com/libp2p-sim/sim/scenarios/design"
	"github.com/libp2p-sim/sim/scenarios/sweep"
)

// emitFlags say how a sweep is to be run on many machines.
type emitFlags struct {
	where  string
	shards int
	array  int
	time   string
	image  string
	claim  string
}

// taskMemory is the memory of a run of a shard if nothing is said: shares of a
// machine mean nothing to those who choose it.
const taskMemory = 4 // GiB

func (f *emitFlags) add(c *cobra.Command) {
	flags := c.Flags()
	flags.StringVar(&f.where, "emit", "", "run nothing; write a script or manifests for many machines: slurm, kubernetes or shell")
	flags.IntVar(&f.shards, "shards", 0, "with --emit: in how many parts; 0 for as many as fit, or 64")
	flags.IntVar(&f.array, "max-array-size", 1001, "with --emit slurm: the cluster's MaxArraySize")
	flags.StringVar(&f.time, "time", "", "with --emit slurm: limit of a task, such as 4:00:00")
	flags.StringVar(&f.image, "image", "", "with --emit kubernetes: image with sim")
	flags.StringVar(&f.claim, "claim", "", "with --emit kubernetes: PersistentVolumeClaim for results")
}

// emitSweep writes a sweep for other machines to stdout.
func (a *app) emitSweep(c *cobra.Command, study *design.Study, f *sweepFlags) error {
	for _, name := range []string{"shard", "dry-run", "quiet", "progress"} {
		if c.Flags().Changed(name) {
			return usage(fmt.Errorf("--emit and --%s do not go together", name))
		}
	}
	if _, err := f.check(); err != nil {
		return usage(err)
	}
	s := emit.Sweep{
		Name: study.Name, Hash: study.Hash(), Study: study.Resolved(), Runs: study.Runs(), Out: f.out, Shards: f.emit.shards,
		Jobs: f.jobs, Memory: f.memory, MaxArraySize: f.emit.array, Time: f.emit.time, Image: f.emit.image, Claim: f.emit.claim,
	}
	if s.Out == "" {
		s.Out = sweep.Place(study)
	}
	if !c.Flags().Changed("jobs") {
		s.Jobs = 1
	}
	if !c.Flags().Changed("memory") {
		s.Memory = fmt.Sprintf("%dGiB", taskMemory*s.Jobs)
	}
	for _, name := range []string{"keep", "retry-failed", "stall"} {
		if flag := c.Flags().Lookup(name); flag.Changed {
			s.Args = append(s.Args, "--"+name+"="+flag.Value.String())
		}
	}
	var b bytes.Buffer
	var err error
	switch f.emit.where {
	case "slurm":
		err = s.Slurm(&b)
	case "kubernetes":
		err = s.Kubernetes(&b)
	case "shell":
		err = s.Shell(&b)
	default:
		return usage(fmt.Errorf("--emit %q: want slurm, kubernetes or shell", f.emit.where))
	}
	if err != nil {
		return usage(fmt.Errorf("--emit %s: %w", f.emit.where, err))
	}
	_, err = a.out.Write(b.Bytes())
	return err
}

// emitOnly fails if flags that --emit alone knows are there without it.
func (f *emitFlags) emitOnly(c *cobra.Command) error {
	of := map[string]string{"shards": "", "max-array-size": "slurm", "time": "slurm", "image": "kubernetes", "claim": "kubernetes"}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		if want := of[name]; c.Flags().Changed(name) && (f.where == "" || want != "" && want != f.where) {
			return usage(errors.New(strings.TrimSpace("--" + name + " is for --emit " + want)))
		}
	}
	return nil
}
