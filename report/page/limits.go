package page

import "github.com/libp2p-sim/sim/sim/quantity"

// limits bound the data that a page embeds. A page within the standard ones has
// at most some 5 MB of it, which a browser draws without delay.
type limits struct {
	messages int // with their times and ends
	ops      int
	conns    int // intervals of time in which two peers were connected
	marks    int // each of: peers that come and go, failed dials
	cuts     int // points of snapshots' cuts
	spans    int // that protocols recorded
	keys     int // records whose replicas are shown
	readings int // of one key's replicas
	text     int // runes of a name, a key or an outcome
	scenario int // bytes of the scenario
	figures  int // bytes of all figures together
	points   int // of one figure
	routes   int // lines of all routing tables together

	stretches int // of what one operation waited for
}

var standard = limits{
	messages: 60_000,
	ops:      4_000,
	conns:    10_000,
	marks:    6_000,
	cuts:     20_000,
	spans:    8_000,
	keys:     100,
	readings: 150,
	text:     120,
	scenario: 64 << 10,
	figures:  8 << 20,
	points:   20_000,
	routes:   1_000,

	stretches: 24,
}

// clip shortens s to n runes and says how long it was.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	runes := []rune(s)
	if len(runes) <= n {
		return s
	}
	return string(runes[:n]) + "… (" + quantity.Count(int64(len(s)), "byte") + ")"
}
