package link

import (
	"testing"
	"time"
)

func TestAWS33(t *testing.T) {
	table, ok := LookupTable("aws33")
	if !ok {
		t.Fatal("no table aws33")
	}
	if n := len(table.Regions()); n != 33 {
		t.Errorf("%d regions, want 33", n)
	}
	virginia, ireland := table.Index("us-east-1"), table.Index("eu-west-1")
	p := table.Route(Place{Region: virginia}, Place{Region: ireland}, nil)
	if rtt := p.RTT(); rtt < 60*time.Millisecond || rtt > 80*time.Millisecond {
		t.Errorf("us-east-1 to eu-west-1 and back in %v, want about 70ms", rtt)
	}
	if p != table.Route(Place{Region: ireland}, Place{Region: virginia}, nil).Flip() {
		t.Error("a route is not the other direction's, seen from the other side")
	}
}
