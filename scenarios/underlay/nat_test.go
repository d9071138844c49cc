package underlay

import (
	"maps"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/inet"
)

// TestDrawnNATs: NATs have what was measured as often as it was.
func TestDrawnNATs(t *testing.T) {
	for _, p := range spec.NATPresets() {
		const n = 20_000
		r := rand.New(rand.NewPCG(1, 2))
		var udp, tcp, udpBack, tcpBack float64
		for range n {
			b := boxOf(p.Name, r)
			add := func(sum *float64, ok bool) {
				if ok {
					*sum++
				}
			}
			add(&udp, b.Mapping == inet.Independent)
			add(&tcp, max(b.Mapping, b.TCPMapping) == inet.Independent)
			add(&udpBack, b.Hairpin || b.UDPHairpin)
			add(&tcpBack, b.Hairpin)
			if b.Filtering != inet.OnAddressPort {
				t.Fatalf("%s: a filter depends on %v", p.Name, b.Filtering)
			}
		}
		for _, tt := range []struct {
			what      string
			got, want float64
		}{
			{"UDP", udp, p.UDP}, {"TCP", tcp, p.TCP}, {"hairpins of UDP", udpBack, p.UDPHairpin}, {"hairpins of TCP", tcpBack, p.TCPHairpin},
		} {
			if share := tt.got / n; math.Abs(share-tt.want) > 4*math.Sqrt(tt.want*(1-tt.want)/n) {
				t.Errorf("%s, %s: %.4f, want %.4f", p.Name, tt.what, share, tt.want)
			}
		}
	}
}

// TestNATNames: each kind that a group can have is known here, and no other.
func TestNATNames(t *testing.T) {
	known := slices.Collect(maps.Keys(nats))
	for _, p := range spec.NATPresets() {
		known = append(known, p.Name)
	}
	f, _ := reflect.TypeFor[spec.Group]().FieldByName("NAT")
	names := strings.Split(f.Tag.Get("enum"), "|")
	slices.Sort(known)
	slices.Sort(names)
	if !slices.Equal(known, names) {
		t.Errorf("the schema has %v, known are %v", names, known)
	}
}
