package cmd

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/duration"
)

// A durationFlag is a duration as scenarios have it, which know days.
type durationFlag time.Duration

func (d *durationFlag) String() string {
	if *d == 0 {
		return "0" // which help does not show as a default
	}
	return duration.Format(time.Duration(*d))
}

func (d *durationFlag) Type() string { return "duration" }

func (d *durationFlag) Set(s string) error {
	if s == "0" { // as with Go's own flags
		s = "0s"
	}
	v, err := duration.Parse(s)
	*d = durationFlag(v)
	return err
}

// durationVar adds a flag with a duration, 0s or more.
func durationVar(c *cobra.Command, p *time.Duration, name string, value time.Duration, usage string) {
	*p = value
	c.Flags().Var((*durationFlag)(p), name, usage)
}

// quietVar adds --quiet, where there is output that a script may not want.
func quietVar(c *cobra.Command, p *bool, usage string) {
	c.Flags().BoolVarP(p, "quiet", "q", false, usage)
}

// metricsVar adds --metrics.
func metricsVar(c *cobra.Command, p *string) {
	c.Flags().StringVar(p, "metrics", "", "metrics of the summary: all, or a `pattern` such as kademlia.get.* (default the headlines)")
}

// flagError says in the words of people Go's error about a number.
func flagError(c *cobra.Command, err error) error {
	text := err.Error()
	var number *strconv.NumError
	if errors.As(err, &number) {
		want := map[string]string{
			"ParseUint": "want a whole number, 0 or more", "ParseInt": "want a whole number",
			"ParseFloat": "want a number", "ParseBool": "want true or false",
		}[number.Func]
		if errors.Is(err, strconv.ErrRange) {
			want += " of no more than 64 bits"
		}
		text = strings.ReplaceAll(text, number.Error(), want)
	}
	return usage(fmt.Errorf("%s; see %s --help", text, c.CommandPath()))
}

// stallVar adds --stall.
func stallVar(c *cobra.Command, stall *time.Duration) {
	durationVar(c, stall, "stall", run.DefaultStall, "end a run whose virtual time stands still for so long; 0 for never")
}

// newPool returns the pool for --jobs, --memory and --stall.
func newPool(jobs int, memory string, stall time.Duration) (*sweep.Pool, error) {
	if jobs < 0 {
		return nil, usage(fmt.Errorf("--jobs %d: want a positive number, or 0 for one a core", jobs))
	}
	bytes, err := run.MemoryBudget(memory)
	if err != nil {
		return nil, usage(err)
	}
	return sweep.NewPool(jobs, bytes, stall), nil
}
