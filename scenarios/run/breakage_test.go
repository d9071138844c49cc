package run

import (
	"testing"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestSameBreakage: shrinking keeps to the breakage that it began with.
func TestSameBreakage(t *testing.T) {
	result := func(expr, actual string, ok bool) expect.Result {
		return expect.Result{Expr: expr, Actual: actual, OK: ok}
	}
	broken := func(results ...expect.Result) report.Summary { return report.Summary{Expect: results} }
	failed := func(kind, stack string) report.Summary {
		return report.Summary{Failure: &trace.Failure{Kind: kind, Stack: stack}, Expect: []expect.Result{result("a > 1", "0", false)}}
	}
	const inA, inB = "pkg.A (a.go:1)\npkg.Main (main.go:1)\n", "pkg.B (b.go:1)\n"
	for _, c := range []struct {
		why           string
		first, second report.Summary
		want          bool
	}{
		{"the same expectation, by another value", broken(result("a > 1", "0", false)), broken(result("a > 1", "1", false)), true},
		{"it holds", broken(result("a > 1", "0", false)), broken(result("a > 1", "2", true)), false},
		{"another expectation", broken(result("a > 1", "0", false)), broken(result("a > 1", "2", true), result("b > 1", "0", false)), false},
		{"the first of several", broken(result("a > 1", "0", false), result("b > 1", "0", false)), broken(result("b > 1", "0", false)), false},
		{"nothing is left to measure", broken(result("a > 1", "0", false)), broken(result("a > 1", "no samples", false)), false},
		{"nothing was there to measure", broken(result("a > 1", "no samples", false)), broken(result("a > 1", "no samples", false)), true},
		{"a panic in the same function", failed("panic", inA), failed("panic", "pkg.A (a.go:9)\n"), true},
		{"a panic in another function", failed("panic", inA), failed("panic", inB), false},
		{"a stall that was seen in another function", failed("stall", inA), failed("stall", inB), true},
		{"a deadlock after a livelock", failed("livelock", ""), failed("deadlock", ""), false},
		{"an expectation in place of a panic", failed("panic", inA), broken(result("a > 1", "0", false)), false},
		{"a panic in place of an expectation", broken(result("a > 1", "0", false)), failed("panic", inA), false},
	} {
		b := BreakageOf(c.first)
		if got := b.Again(c.second); got != c.want {
			t.Errorf("%s: %v, want %v", c.why, got, c.want)
		}
	}
	inert := expect.Result{Expr: "faults[0] hits something", Inert: true}
	if BreakageOf(broken(inert)) != nil {
		t.Error("a fault that hits nothing breaks something")
	}
	if b := BreakageOf(broken(inert, result("a > 1", "0", false))); b == nil || b.Expect.Expr != "a > 1" {
		t.Errorf("beside a fault that hits nothing %v broke, want the expectation", b)
	}
	if BreakageOf(broken(result("a > 1", "2", true))) != nil {
		t.Error("all was well, and yet something broke")
	}
}
