package report

import (
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// caption words the figure of a metric that is known by name.
type caption struct {
	title string
	what  string // the axis of its values
	noun  string // what one sample is about
}

var captions = map[string]caption{
	"ping.rtt":               {"Ping round-trip time", "round-trip time", "pings"},
	"kademlia.replicas":      {"Replicas per record", "replicas", "records"},
	"kademlia.get.success":   {"Successful gets", "successful gets", "gets"},
	"kademlia.put.success":   {"Successful puts", "successful puts", "puts"},
	"peers.online":           {"Peers online", "peers online", "peers"},
	"kademlia.routing_table": {"Routing table size", "routing table size", "peers"},
}

// captionOf words the figure of any metric.
func captionOf(def trace.MetricDef) caption {
	if c, ok := captions[def.Name]; ok {
		return c
	}
	_, quantity, ok := strings.Cut(def.Name, ".")
	if !ok {
		quantity = def.Name
	}
	return caption{def.Name, strings.NewReplacer(".", " ", "_", " ").Replace(quantity), "samples"}
}

// Metrics with a figure that their kind alone does not tell.
const (
	putLatency   = "kademlia.put.latency"
	getLatency   = "kademlia.get.latency"
	peersOnline  = "peers.online"
	routingTable = "kademlia.routing_table"
)

// figures returns the makers of all figures of run, in the order of the
// manifest: one for each metric with samples, except that both Kademlia
// latencies share one. Their names differ.
func figures(run *Run) []func() figure {
	end := run.Manifest.VirtualNS
	if end == 0 { // it ended before its first event; an axis needs a length
		end = 1e9
	}
	for i := range run.Series {
		for _, t := range run.Series[i].T {
			end = max(end, t)
		}
	}
	var makers []func() figure
	taken := map[string]bool{}
	free := func(name string) string {
		unique := name
		for n := 2; taken[unique]; n++ {
			unique = name + "-" + strconv.Itoa(n)
		}
		taken[unique] = true
		return unique
	}
	if maker := latencies(run); maker != nil {
		taken[latencyFigure] = true
		makers = append(makers, maker)
	}
	for i := range run.Series {
		s := &run.Series[i]
		if len(s.T) == 0 || s.Def.Name == putLatency || s.Def.Name == getLatency {
			continue
		}
		name := fileName(s.Def.Name)
		switch s.Def.Kind {
		case trace.Duration, trace.Count:
			name += "-cdf"
		}
		if s.Def.Name == routingTable {
			name = "routing-table-size"
		}
		name = free(name)
		makers = append(makers, func() figure { return seriesFigure(name, run, s, end) })
	}
	return makers
}

// seriesFigure draws s as its kind asks.
func seriesFigure(name string, run *Run, s *Series, end int64) figure {
	c := captionOf(s.Def)
	switch {
	case s.Def.Name == peersOnline:
		return groups(name, c.title, c.what, run, inOrder(s), end)
	case s.Def.Kind == trace.Gauge:
		return levels(name, c.title, c.what, inOrder(s), end)
	case s.Def.Kind == trace.Ratio:
		return shares(name, c.title, c.what, c.noun, s, end)
	default:
		return cdf(name, c.title, c.what, "share of "+c.noun, []curve{{s.Def.Name, s}})
	}
}

const latencyFigure = "kademlia-latency-cdf"

// latencies is the figure of Kademlia's two latencies, nil without samples.
func latencies(run *Run) func() figure {
	var curves []curve
	for _, c := range []curve{{"put", run.Metric(putLatency)}, {"get", run.Metric(getLatency)}} {
		if c.series != nil && len(c.series.T) > 0 {
			curves = append(curves, c)
		}
	}
	if len(curves) == 0 {
		return nil
	}
	return func() figure {
		return cdf(latencyFigure, "Kademlia latency", "latency", "share of operations", curves)
	}
}

// fileName turns a metric's name into one that any file system takes.
func fileName(metric string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, metric)
}
