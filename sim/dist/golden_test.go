package dist

import (
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The first draws of each law, and the hash of its first 1 000 draws and
// residuals. They are the same on every architecture; if they change, so do all
// runs with churn.
func TestGoldenDraws(t *testing.T) {
	want := []string{
		"constant(5m0s): 300000000000 300000000000 223994799966 0x800025684d2d1ba6",
		"uniform(1m0s to 10m0s): 196809360061 354071765118 272997695277 0x86df57007dce0a38",
		"exponential(1h0m0s): 1051774695029 2831505747518 499364507516 0x6cc40066c6f44361",
		"weibull(shape 0.61, mean 4h0m0s): 1300524713060 6594652818752 12497861112389 0xe240da45e19e3c3f",
		"weibull(shape 3, mean 1m0s): 44584424126 62022329139 42362617797 0x827a2c9895a7b706",
		"weibull(shape 1.5, scale 1h0m0s): 1585073159891 3067461580305 2199818541732 0x03a418d71bf3ec4d",
		"normal(mean 1h0m0s, stddev 10m0s): 2618691725650 3231728284390 853568540487 0x049b635d6db343e3",
		"normal(mean 0s, stddev 1h0m0s): 2001440167863 3905445386073 2536213003306 0x9fa51f88bd298384",
		"normal(mean 1h0m0s, stddev 2h0m0s): 7602880335725 2979981161661 6115320229531 0x7cb963002e92d483",
		"lognormal(median 1h0m0s, sigma 1.2): 505765223151 1723557406032 2332205771601 0xd298dce98dbbe85e",
		"lognormal(mean 4h0m0s, sigma 0.5): 5609554537437 9349614478837 3303201302330 0x2f45be5a31129038",
		"lognormal(p50 2h0m0s, p90 20h0m0s): 381183685444 2389970748204 22025657714883 0x5164e842061aa605",
		"pareto(shape 2.5, mean 1h0m0s): 2427767417243 2958611207033 2310450300091 0x32a2237f6ec26cf0",
		"pareto(shape 3, scale 10m0s): 661371825294 779853524791 609569047890 0xa1550fde92f1b672",
		"shifted-pareto(shape 3, mean 30m0s): 368230951763 1079121148746 258544450739 0x6d8e12a40c1152a2",
		"shifted-pareto(shape 2.2, scale 1h0m0s): 511276978817 1547170763569 441142631086 0x712fd698717a3a76",
		"gamma(shape 0.3, mean 1h0m0s): 366102469298 95737712916 7225873677595 0x4f29499738c57465",
		"gamma(shape 4, scale 15m0s): 1207721909598 2069958707874 3131027910999 0x0e440a3dd216228d",
		"empirical(6 samples, 0s to 2h0m0s): 60000000000 300000000000 3133722146642 0x1eecd7c5323ffbf5",
		"pareto(shape 1, scale 1m0s): 80359008346 131745751014 3155760000000000000 0xdbc10c661887a5a0",
		"shifted-pareto(shape 0.7, scale 1h0m0s): 1864675577496 7473415517893 3155760000000000000 0x3ef5d06d992b0c54",
	}
	for i, d := range slices.Concat(laws, endless) {
		r := rand.New(rand.NewPCG(42, 0))
		got := fmt.Sprintf("%v: %d %d %d", d, d.Sample(r), d.Sample(r), d.Residual(r))
		h := fnv.New64a()
		for range 1000 {
			fmt.Fprintln(h, int64(d.Sample(r)), int64(d.Residual(r)))
		}
		got += fmt.Sprintf(" %#016x", h.Sum64())
		if got != want[i] {
			t.Errorf("draws are\n%q, want\n%q", got, want[i])
		}
	}
}

// Nanoseconds hide the last bits of a float64; these are all of them.
func TestGoldenBits(t *testing.T) {
	h := fnv.New64a()
	r := rand.New(rand.NewPCG(43, 0))
	for range 20_000 {
		u := r.Float64()
		for _, y := range []float64{ln(u), exp(u), pow(u, 1.7), gamma(1 + u), expm1(u), normalCDF(float64(8*u) - 4)} {
			fmt.Fprintln(h, math.Float64bits(y))
		}
		p, q := incompleteGamma(float64(19*u)+MinShape, float64(40*r.Float64()))
		fmt.Fprintln(h, math.Float64bits(p), math.Float64bits(q))
	}
	for _, d := range slices.Concat(laws, endless) {
		for range 1000 {
			fmt.Fprintln(h, math.Float64bits(d.CDF(d.Sample(r))), int64(d.Mean()))
		}
	}
	const want = 0x5b7b5b8a0b3da7cf
	if got := h.Sum64(); got != want {
		t.Errorf("hash of the bits is %#x, want %#x", got, uint64(want))
	}
}
