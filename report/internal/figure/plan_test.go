package figure

import (
	"bytes"
	"testing"
)

func TestWritePlan(t *testing.T) {
	all := []Plan{{"kademlia-latency-cdf", example}, {"ping-rtt-cdf", example}}
	for _, format := range Formats {
		var b bytes.Buffer
		if err := WritePlan(&b, all, "ping-rtt-cdf", format); err != nil || b.Len() == 0 {
			t.Errorf("%s: %d bytes, %v", format, b.Len(), err)
		}
	}
	for name, want := range map[string]string{
		"kademlia-latency": `there is no figure "kademlia-latency", did you mean "kademlia-latency-cdf"? (there are kademlia-latency-cdf, ping-rtt-cdf)`,
		"ping-rtt-cfd":     `there is no figure "ping-rtt-cfd", did you mean "ping-rtt-cdf"? (there are kademlia-latency-cdf, ping-rtt-cdf)`,
		"":                 `there is no figure "" (there are kademlia-latency-cdf, ping-rtt-cdf)`,
	} {
		if err := WritePlan(new(bytes.Buffer), all, name, "svg"); err == nil || err.Error() != want {
			t.Errorf("%q: %v\nwant %s", name, err, want)
		}
	}
	if err := WritePlan(new(bytes.Buffer), nil, "x", "svg"); err == nil || err.Error() != `there is no figure "x", nor any other` {
		t.Errorf("no figures: %v", err)
	}
	if err := WritePlan(new(bytes.Buffer), all, "ping-rtt-cdf", "gif"); err == nil {
		t.Error("wrote a gif")
	}
}
