package dist

import (
	"math"
	"math/rand/v2"
	"sort"
	"testing"
	"time"
)

// residualCDF integrates (1-F)/mean by the trapezoid rule, which knows nothing
// of how Residual draws. The steps grow with the distance from 0: the laws with
// long tails need 10 000 means, all need fine steps where most draws are.
func residualCDF(d Dist) func(time.Duration) float64 {
	const steps = 50_000
	mean := float64(d.Mean())
	at, sum := make([]float64, steps+1), make([]float64, steps+1)
	left := 1 - d.CDF(0)
	for i := 1; i <= steps; i++ {
		at[i] = math.Floor(1e4 * mean * math.Pow(float64(i)/steps, 4))
		next := 1 - d.CDF(time.Duration(at[i]))
		sum[i] = sum[i-1] + (at[i]-at[i-1])*(left+next)/2/mean
		left = next
	}
	return func(x time.Duration) float64 {
		i := sort.SearchFloat64s(at, float64(x))
		switch {
		case i == 0:
			return 0
		case i > steps:
			return 1
		}
		return sum[i-1] + (float64(x)-at[i-1])/(at[i]-at[i-1])*(sum[i]-sum[i-1])
	}
}

func TestResidualFollowsRenewalLaw(t *testing.T) {
	for _, d := range laws {
		if got := distance(drawn(d.Residual), residualCDF(d)); got > critical {
			t.Errorf("residuals of %v are %.4f from their law, want %.4f at most", d, got, critical)
		}
	}
}

func TestResidualTellsLawsApart(t *testing.T) {
	for _, c := range wrong {
		if got := distance(drawn(c.drawn.Residual), residualCDF(c.claimed)); got <= critical {
			t.Errorf("residuals of %v pass for those of %v", c.drawn, c.claimed)
		}
	}
}

// The rest of a session is longer than a session if its shape is below 1, and only
// the exponential law does not care: to draw a plain session at the start of a run
// would be wrong, and shows.
func TestResidualIsNotSample(t *testing.T) {
	for _, d := range laws {
		passes := distance(drawn(d.Sample), residualCDF(d)) <= critical
		if passes != (d.Params().Law == ExponentialLaw) {
			t.Errorf("plain draws of %v pass for residuals: %v", d, passes)
		}
	}
}

// population draws alternating renewal processes and counts, at every checkpoint,
// the share that is on. Each begins with first, in the middle of a time on or off.
func population(on, off Dist, first func(Dist, *rand.Rand) time.Duration, processes int, every time.Duration, checkpoints int) []float64 {
	r := rand.New(rand.NewPCG(5, 8))
	share := float64(on.Mean()) / float64(on.Mean()+off.Mean())
	count := make([]float64, checkpoints)
	for range processes {
		up := r.Float64() < share
		law := off
		if up {
			law = on
		}
		until := first(law, r)
		for i := range count {
			for now := time.Duration(i) * every; until <= now; {
				up = !up
				law = off
				if up {
					law = on
				}
				until += law.Sample(r)
			}
			if up {
				count[i] += 1 / float64(processes)
			}
		}
	}
	return count
}

// Twenty networks of 2 000 peers that come and go have, in the mean, their
// equilibrium population at the start and at every later moment.
func TestPopulationStaysInEquilibrium(t *testing.T) {
	worst := func(on, off Dist, first func(Dist, *rand.Rand) time.Duration) float64 {
		want := float64(on.Mean()) / float64(on.Mean()+off.Mean())
		most := 0.0
		for _, got := range population(on, off, first, 20*2000, on.Mean()/8, 40) {
			most = max(most, math.Abs(got/want-1))
		}
		return most
	}
	for _, on := range laws {
		off := Exponential(on.Mean() / 2)
		if off2 := worst(on, off, Dist.Residual); off2 > 0.02 {
			t.Errorf("with sessions of %v the population is off by %.1f %%, want 2 %% at most", on, 100*off2)
		}
	}
	for _, c := range [][2]Dist{
		{Weibull(0.61, 4*time.Hour), ShiftedPareto(2.2, 4*time.Hour)},
		{LogNormal(time.Hour, 1.5), Gamma(0.4, 2*time.Hour)},
		{ShiftedPareto(3, time.Hour), Normal(0, time.Hour)},
	} {
		if off := worst(c[0], c[1], Dist.Residual); off > 0.02 {
			t.Errorf("with sessions of %v and downtimes of %v the population is off by %.1f %%, want 2 %% at most", c[0], c[1], 100*off)
		}
		if off := worst(c[0], c[1], Dist.Sample); off <= 0.02 {
			t.Errorf("sessions of %v may begin with a plain draw: the population is off by %.1f %% only", c[0], 100*off)
		}
	}
}
