// Package tcptest holds what TCP carries over random loss against the formulas of Mathis and
// others (1997) and Padhye and others (1998), for the tests of all that has a congestion window.
package tcptest

import (
	"math"
	"testing"
	"time"
)

// Rate fails the test if a flow, over a share p of lost segments, carries more than 20 % more or
// less segments a second than the formulas say: Mathis's for each p, Padhye's where losses are
// rare. Rto is the time-out of the way.
func Rate(t testing.TB, law any, p, segments float64, rtt, rto time.Duration) {
	t.Helper()
	r, t0 := rtt.Seconds(), rto.Seconds()
	mathis := math.Sqrt(1.5) / (r * math.Sqrt(p))
	padhye := 1 / (r*math.Sqrt(2*p/3) + t0*min(1, 3*math.Sqrt(3*p/8))*p*(1+32*p*p))
	t.Logf("%v, loss %g: %.0f segments a second, %.2f of Mathis's, %.2f of Padhye's", law, p, segments, segments/mathis, segments/padhye)
	if x := segments / mathis; x < 0.8 || x > 1.2 {
		t.Errorf("%v, loss %g: %.2f of Mathis's", law, p, x)
	}
	if x := segments / padhye; p < 0.01 && (x < 0.8 || x > 1.2) {
		t.Errorf("%v, loss %g: %.2f of Padhye's", law, p, x)
	}
}
