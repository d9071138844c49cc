//go:build museum

package museum

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A picture is the figure of a bug that scenarios show, as lines of numbers for report/exhibit.
type picture struct {
	title, x, y string
	curves      []curve
}

// A curve is of one run, or of one run a point.
type curve struct {
	name string
	set  []string
	of   func(samples []sample) []point // of the run's samples
	each []float64                      // or of runs with each of these for $ in set
}

type (
	sample struct {
		t             time.Duration
		metric, value string
	}
	point struct{ x, y float64 }
)

var pictures = map[string]picture{
	"kad-dht-387": {
		title: "Gets of what the other half stored",
		x:     "virtual time (h), apart from 0.33 on", y: "gets that succeed (%)",
		curves: []curve{
			{name: "apart for three hours", of: successes},
			{name: "apart for two minutes", set: []string{"faults.0.for=2m"}, of: successes},
			{name: "never apart", set: []string{"faults=[]"}, of: successes},
		},
	},
	"mina-19385": {
		title: "Provider records of 20 members",
		x:     "virtual time (h)", y: "peers that hold a record",
		curves: []curve{
			{name: "provided once", of: holders},
			{name: "provided again, every 22 h", set: []string{"protocols.kademlia.reprovide=22h"}, of: holders},
		},
	},
	"kad-dht-1222": {
		title: "A put of 1 MB, with one slow reader",
		x:     "what the slow one needs to read it (s)", y: "time of the put (s)",
		curves: []curve{{
			name: "with a limit of 30 s for each peer",
			set:  []string{"network.peers.slow.down=$kbit"}, // 8 Mbit take 8000/$ s
			each: []float64{1600, 800, 400, 320, 267, 200, 160, 133, 100, 80},
		}},
	},
}

// TestFigures prints the numbers of each figure, as tests of other exhibits do of theirs.
func TestFigures(t *testing.T) {
	for bug, p := range pictures {
		t.Run(bug, func(t *testing.T) {
			if os.Getenv("FIGURES") == "" {
				t.Skip("takes minutes and checks nothing: make museum-figures")
			}
			t.Log("FIGURE # title: " + p.title)
			t.Log("FIGURE # x: " + p.x)
			t.Log("FIGURE # y: " + p.y)
			for _, c := range p.curves {
				points := c.points(t, bug)
				if len(points) < 2 {
					t.Errorf("%s has %d points, want a curve", c.name, len(points))
				}
				for _, at := range points {
					t.Logf("FIGURE %q,%.4g,%.4g", c.name, at.x, at.y)
				}
			}
		})
	}
}

func (c *curve) points(t *testing.T, bug string) (all []point) {
	if c.of != nil {
		return c.of(simulate(t, bug, c.set))
	}
	for _, x := range c.each {
		var set []string
		for _, s := range c.set {
			set = append(set, strings.ReplaceAll(s, "$", strconv.FormatFloat(x, 'f', -1, 64)))
		}
		for _, s := range simulate(t, bug, set) {
			if s.metric == "kademlia.put.latency" {
				all = append(all, point{8000 / x, s.number(t) / 1e9})
			}
		}
	}
	return all
}

func (s *sample) number(t *testing.T) float64 {
	v, err := strconv.ParseFloat(s.value, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// every is how long each point of a curve over time stands for.
const every = 30 * time.Minute

// means are the means of a metric in each half of an hour that has samples of it, times a factor.
func means(all []sample, metric string, times float64) (points []point) {
	var sum, n float64
	at := time.Duration(0)
	end := func() {
		if n > 0 {
			points = append(points, point{(at + every/2).Hours(), times * sum / n})
		}
		sum, n = 0, 0
	}
	for _, s := range all {
		if s.metric != metric {
			continue
		}
		if s.t >= at+every {
			end()
			at = s.t.Truncate(every)
		}
		if v, err := strconv.ParseFloat(s.value, 64); err == nil {
			sum, n = sum+v, n+1
		}
	}
	end()
	return points
}

func successes(all []sample) []point { return means(all, "kademlia.get.success", 100) }

func holders(all []sample) []point { return means(all, "kademlia.provider_records", 1) }

// simulate runs a bug's scenario and returns its samples.
func simulate(t *testing.T, bug string, set []string) (all []sample) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "run")
	args := []string{"run", filepath.Join(bug, "bug.yaml"), "--progress", "none", "-q", "--out", dir}
	for _, s := range set {
		args = append(args, "--set", s)
	}
	c := exec.Command(os.Getenv("SIM"), args...)
	if out, err := c.CombinedOutput(); c.ProcessState.ExitCode() != 0 && c.ProcessState.ExitCode() != 99 {
		t.Fatalf("sim %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	f, err := os.Open(filepath.Join(dir, "metrics.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		ns, err := strconv.ParseInt(row[0], 10, 64)
		if err != nil {
			t.Fatal(fmt.Errorf("metrics.csv: %w", err))
		}
		all = append(all, sample{time.Duration(ns), row[1], row[2]})
	}
	return all
}
