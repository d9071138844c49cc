package report

import (
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

func TestEvents(t *testing.T) {
	run := sampled([]string{"count mdns.lost queries"},
		trace.Sample{T: 2 * minute, Value: 1}, trace.Sample{T: minute, Value: 1}, trace.Sample{T: 2 * minute, Value: 1})
	all := drawAll(run)
	wantCSV(t, all["mdns-lost"], `series,virtual time (min),"lost, cumulative"`, "events,0,0", "events,1,1", "events,2,3", "events,10,3")
	run.add(0, trace.Sample{T: 3 * minute, Value: 2})
	if _, ok := drawAll(run)["mdns-lost-cdf"]; !ok {
		t.Error("a 2 among the 1s is no event, but there is no distribution")
	}
}

// That all lookups took one hop says how far they went, not how many there were; and a
// distribution of one value would say nothing.
func TestCountsOfOperationsAreNoEvents(t *testing.T) {
	wantNames(t, sampled([]string{"count k.get.hops 1"}, trace.Sample{Value: 1}))
	wantNames(t, sampled([]string{"count k.get.hops 1"}, trace.Sample{Value: 1}, trace.Sample{Value: 2}), "k-hops-cdf")
}
