package report

import (
	"strings"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Headlines lists the metrics that answer a run's question, the first first: those that
// the scenario names, or those that it has expectations of, then latencies, successes
// and replicas.
func Headlines(m *trace.Manifest) []string {
	if len(m.Headline) > 0 {
		return m.Headline
	}
	var names []string
	for _, line := range m.Expect {
		e, err := expect.Parse(line)
		if err != nil {
			continue // the summary says so
		}
		for _, measure := range e.Measures() {
			if measure, err = measure.Bind(m.Metrics); err == nil {
				names = append(names, measure.Metric())
			}
		}
	}
	for _, suffix := range []string{".latency", ".rtt", ".success", ".replicas"} {
		for _, def := range m.Metrics {
			if strings.HasSuffix(def.Name, suffix) {
				names = append(names, def.Name)
			}
		}
	}
	for _, show := range m.Protocols {
		if show.Replicas != "" {
			names = append(names, show.Replicas)
		}
	}
	return names
}
