package run

import (
	"fmt"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Breakage is how a run broke: the simulation failed, or else an expectation did.
type Breakage struct {
	Failure *trace.Failure
	Expect  expect.Result
}

// BreakageOf returns how a run broke, nil if all was well. A fault that hit nothing is the
// scenario's own, and breaks nothing.
func BreakageOf(s report.Summary) *Breakage {
	if s.Failure != nil {
		return &Breakage{Failure: s.Failure}
	}
	for _, r := range s.Expect {
		if !r.OK && !r.Inert {
			return &Breakage{Expect: r}
		}
	}
	return nil
}

// Again reports whether a run broke in the same way: by a failure of the same kind
// in the same function, or because the same expectation does not hold. An
// expectation that fails for want of samples is another breakage.
func (b *Breakage) Again(s report.Summary) bool {
	if b.Failure != nil || s.Failure != nil {
		return b.Failure != nil && s.Failure != nil && b.Failure.Kind == s.Failure.Kind && function(b.Failure) == function(s.Failure)
	}
	for _, r := range s.Expect {
		if r.Expr == b.Expect.Expr && !r.OK {
			return r.Silent() == b.Expect.Silent()
		}
	}
	return false
}

// function returns the function in which a failure happened, "" if the failure names none.
func function(f *trace.Failure) string {
	if f.Kind == "stall" { // the function in which it was seen is chance
		return ""
	}
	name, _, _ := strings.Cut(f.Stack, " (")
	return name
}

// When returns the instant at which the breakage showed, 0 if it has none.
func (b *Breakage) When() time.Duration {
	if b.Failure != nil {
		return time.Duration(b.Failure.VirtualNS)
	}
	return time.Duration(b.Expect.When.VirtualNS)
}

// String tells the breakage on one line.
func (b *Breakage) String() string {
	if f := b.Failure; f != nil {
		where := ""
		if f.Peer != "" {
			where = " in peer " + f.Peer
		}
		return fmt.Sprintf("%s%s at %v: %s", f.Kind, where, time.Duration(f.VirtualNS), f.Message)
	}
	s := b.Expect.Expr + "  " + b.Expect.Actual
	if blame := b.Expect.Blame(); blame != "" {
		s += "; " + blame
	}
	return s
}

// Kind returns the text that breakages of one kind have in common.
func (b *Breakage) Kind() string {
	switch {
	case b.Failure == nil:
		return b.Expect.Expr
	case function(b.Failure) == "":
		return b.Failure.Kind
	}
	return b.Failure.Kind + " in " + function(b.Failure)
}
