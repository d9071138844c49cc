package scenarios

import (
	"bytes"
	"fmt"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/duration"
)

func TestResolvedGolden(t *testing.T) {
	lab.Golden(t, "testdata/resolved.yaml", string(Resolved(mustLoad(t, full))))
}

// The way a scenario is written does not show in its canonical form.
func TestResolvedIsCanonical(t *testing.T) {
	other := `# the same as minimal
network: {latency: {constant: 0.05s}, peers: [{count: 10, dialable: true, group: "peers"}]}
duration: 60m
seed: 1
sample: 15s
name: minimal
churn: []
protocols: {}
`
	if diff := cmp.Diff(string(Resolved(mustLoad(t, lab.Minimal))), string(Resolved(mustLoad(t, other)))); diff != "" {
		t.Errorf("(-first +second)\n%s", diff)
	}
}

func TestConfigHash(t *testing.T) {
	base := ConfigHash(mustLoad(t, lab.Minimal))
	if !regexp.MustCompile(`^[0-9a-f]{8}$`).MatchString(base) {
		t.Errorf("hash is %q, want 8 hex digits", base)
	}
	if got := ConfigHash(mustLoad(t, lab.Minimal, "seed=7")); got != base {
		t.Errorf("with another seed the hash is %s, want %s", got, base)
	}
	if got := ConfigHash(mustLoad(t, lab.Minimal, "sample=15s")); got != base {
		t.Errorf("with a default written out the hash is %s, want %s", got, base)
	}
	for _, set := range []string{"duration=2h", "name=other", "network.dial.backoff=false", "protocols.store.loss=2%"} {
		if ConfigHash(mustLoad(t, lab.Minimal, set)) == base {
			t.Errorf("%s does not change the hash", set)
		}
	}
}

func TestResolvedRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		spec := specGen().Draw(t, "spec")
		text := Resolved(spec)
		again, err := Load("resolved.yaml", text, lab.Fakes, nil)
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, text)
		}
		if diff := cmp.Diff(spec, again, specOptions); diff != "" {
			t.Fatalf("(-before +after)\n%s\nby way of\n%s", diff, text)
		}
		if !bytes.Equal(Resolved(again), text) {
			t.Fatalf("resolved once\n%s\ntwice\n%s", text, Resolved(again))
		}
	})
}

// specGen makes specs that are in order, with all their defaults filled in.
func specGen() *rapid.Generator[*Spec] {
	return rapid.Custom(func(t *rapid.T) *Spec {
		between := func(what string, least, most time.Duration) time.Duration {
			return time.Duration(rapid.Int64Range(int64(least), int64(most)).Draw(t, what))
		}
		s := spec.New()
		s.Name = rapid.StringMatching(`[a-z0-9-]{1,12}`).Draw(t, "name")
		s.Description = textGen().Draw(t, "description")
		s.Seed = rapid.Uint64().Draw(t, "seed")
		s.Duration = between("duration", time.Hour, duration.Longest)
		s.Sample = between("sample", s.Duration/maxSamples+1, s.Duration)

		table := rapid.Bool().Draw(t, "table")
		switch {
		case table:
			s.Network.Latency.Table = ptr("aws33")
		case rapid.Bool().Draw(t, "constant"):
			s.Network.Latency.Law = ptr(dist.Constant(between("latency", 0, time.Hour)))
		default:
			least := between("min", 0, time.Hour)
			s.Network.Latency.Law = ptr(dist.Uniform(least, between("max", least, time.Hour)))
		}
		for i := range rapid.IntRange(1, 4).Draw(t, "groups") {
			g := Group{Group: fmt.Sprintf("g%d", i), Count: rapid.IntRange(2, 1000).Draw(t, "count"), Dialable: rapid.Bool().Draw(t, "dialable")}
			if table {
				g.Region = rapid.SampledFrom([]string{Weighted, "eu-west-1"}).Draw(t, "region")
			}
			s.Network.Peers = append(s.Network.Peers, g)
		}
		s.Network.Dial.Offline = rapid.SampledFrom([]string{"timeout", "refuse"}).Draw(t, "offline")
		s.Network.Dial.Backoff = rapid.Bool().Draw(t, "backoff")
		s.Bootstrap.Degree = rapid.IntRange(1, s.Network.Peers[0].Count-1).Draw(t, "degree")
		if rapid.Bool().Draw(t, "full") {
			s.Bootstrap = Bootstrap{Graph: "full"}
		}
		for _, g := range s.Network.Peers {
			if rapid.Bool().Draw(t, "churn") {
				from := between("from", 0, s.Duration-1)
				s.Churn = append(s.Churn, Churn{
					Group: g.Group, Session: distGen().Draw(t, "session"), Downtime: distGen().Draw(t, "downtime"),
					Crash: sim.Share(rapid.Float64Range(0, 1).Draw(t, "crash")), Start: "online", From: from,
					Until: between("until", from+1, duration.Longest), Datastore: "lose", Rejoin: "new",
				})
			}
		}
		options := lab.Store.NewOptions().(*lab.StoreOptions)
		options.Prefix = textGen().Draw(t, "prefix")
		options.Factor = rapid.Float64Range(-1, 1).Draw(t, "factor")
		options.Limit = rapid.Uint64Min(1).Draw(t, "limit")
		if rapid.Bool().Draw(t, "cache") {
			options.Cache = &lab.StoreCache{TTL: distGen().Draw(t, "ttl")}
		}
		options.Seeds = rapid.SliceOfN(rapid.SampledFrom([]sim.Selector{"", "all", "g0", "g0[1]", "g0[0:2]"}), 0, 3).Draw(t, "seeds")
		if len(options.Seeds) == 0 {
			options.Seeds = nil
		}
		s.Protocols = []ProtocolUse{{Protocol: lab.Store, Options: options}}
		for range rapid.IntRange(0, 3).Draw(t, "steps") {
			step := Step{Protocol: "store", Op: "put", Args: &lab.StoreArgs{Count: rapid.IntRange(1, 9).Draw(t, "n"), By: "g0"}}
			if rapid.Bool().Draw(t, "repeated") {
				step.From = between("from", 0, s.Duration-1)
				step.Every = dist.Constant(between("every", time.Millisecond, duration.Longest))
				step.Until = between("until", step.From+1, duration.Longest)
			} else {
				step.At = between("at", 0, s.Duration)
			}
			s.Workload = append(s.Workload, step)
		}
		return s
	})
}

func distGen() *rapid.Generator[dist.Dist] {
	return rapid.Custom(func(t *rapid.T) dist.Dist {
		d := time.Duration(rapid.Int64Range(int64(time.Millisecond), int64(duration.Longest)).Draw(t, "d"))
		shape := rapid.Float64Range(dist.MinShape, dist.MaxShape).Draw(t, "shape")
		switch rapid.SampledFrom([]dist.Law{dist.ConstantLaw, dist.UniformLaw, dist.ExponentialLaw, dist.WeibullLaw, "scale"}).Draw(t, "law") {
		case dist.ConstantLaw:
			return dist.Constant(d)
		case dist.UniformLaw:
			return dist.Uniform(d, duration.Longest)
		case dist.ExponentialLaw:
			return dist.Exponential(d)
		case dist.WeibullLaw:
			return dist.Weibull(shape, d)
		}
		// A small shape makes the mean of a large scale absurd, and a large
		// one leaves it near the scale.
		return dist.WeibullScale(shape, max(d, 2*time.Millisecond))
	})
}

// textGen makes texts that YAML may hold, the awkward ones above all.
func textGen() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{"", "true", "null", "~", "010", "1h", "no", "- a", "a: b", " a ", "a\n", "\n", "a\n\n b\n", "#", "'", `"`, `\`, "\t", "é", "\u2028", "\u0085", "\ufeff", "<<", "*a", "a\r\nb"}),
		rapid.StringOf(rapid.Rune().Filter(strict.Printable)),
	)
}
