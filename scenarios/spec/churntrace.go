package spec

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/say"
)

// A TraceLine is one event of a churn trace.
type TraceLine struct {
	At   time.Duration
	Verb string // join, leave, crash, or the name of an operation
	Peer string
	Key  string // of an operation, may be "": a key, or the name of a peer
}

// TraceOps are the operations that a line of a trace may ask a peer for.
type TraceOps struct {
	Used  []protocols.Protocol // of the scenario
	Known []protocols.Protocol
}

// find returns an operation that lines can ask for and its protocol; the name of a
// protocol that the scenario does not use comes with no operation.
func (o TraceOps) find(verb string) (op protocols.Op, protocol string) {
	for _, p := range o.Used {
		if op, ok := p.Op(verb); ok && op.About != protocols.Untraced {
			return op, p.Name
		}
	}
	for _, p := range o.Known {
		if op, ok := p.Op(verb); ok && op.About != protocols.Untraced {
			return protocols.Op{}, p.Name
		}
	}
	return protocols.Op{}, ""
}

// verbs returns all events that a line may have.
func (o TraceOps) verbs() []string {
	var ops []string
	for _, p := range o.Known {
		for _, op := range p.Ops {
			if op.About != protocols.Untraced {
				ops = append(ops, op.Name)
			}
		}
	}
	slices.Sort(ops)
	return append([]string{"join", "leave", "crash"}, ops...)
}

// traceKey matches the keys that the options of operations take, but for spaces.
// Keys stand in CSV files, where a spreadsheet takes a text that begins with one of
// =+-@ for a formula.
var traceKey = regexp.MustCompile(`^[!#-*.-<>?A-~][!#-+\--~]{0,99}$`)

// joiners returns the names of the peers that join in a trace.
func joiners(text string) map[string]bool {
	joins := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if f := strings.Fields(strings.ReplaceAll(line, ",", " ")); len(f) > 2 && f[1] == "join" {
			joins[f[2]] = true
		}
	}
	return joins
}

// ParseTrace reads lines "time verb peer [key]", in order of time; # begins a
// comment. Peers are those of names. It returns all faults, joined, each of type
// *say.Fault.
func ParseTrace(text string, names map[string]bool, ops TraceOps) ([]TraceLine, error) {
	var lines []TraceLine
	var errs []error
	up := map[string]bool{}
	joins := joiners(text)
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(strings.ReplaceAll(line, ",", " "))
		if len(fields) == 0 {
			continue
		}
		fault := func(message, want string) { errs = append(errs, &say.Fault{Line: i + 1, Message: message, Want: want}) }
		if len(errs) > mostFaults {
			break
		}
		if len(fields) < 3 || len(fields) > 4 {
			fault(fmt.Sprintf("%d words", len(fields)), "time, event and peer, and for an operation a key")
			continue
		}
		t := TraceLine{Verb: fields[1], Peer: fields[2]}
		var err error
		if t.At, err = duration.Parse(fields[0]); err != nil {
			f := say.FaultOf(err)
			fault(f.Message, f.Want)
			continue
		}
		move := t.Verb == "join" || t.Verb == "leave" || t.Verb == "crash"
		op, protocol := ops.find(t.Verb)
		switch {
		case !move && protocol == "":
			fault(fmt.Sprintf("unknown event %q", say.Clip(t.Verb)), say.List(ops.verbs()))
			continue
		case move && len(fields) == 4:
			fault(t.Verb+" has a key", "a key with operations alone")
			continue
		case !move && op.Name == "":
			fault(t.Verb+" is an operation of a protocol that the scenario does not use", protocol+" under protocols")
		case !names[t.Peer]:
			fault(fmt.Sprintf("no peer is called %q", say.Clip(t.Peer)), "a group and a number, such as servers-3")
		case op.About == protocols.AboutPeer && len(fields) == 4 && !names[fields[3]]:
			fault(fmt.Sprintf("no peer is called %q", say.Clip(fields[3])), "a group and a number, such as servers-3")
		case op.About == protocols.AboutKey && len(fields) == 4 && !traceKey.MatchString(fields[3]):
			fault(fmt.Sprintf("key %q", say.Clip(fields[3])), "at most 100 printable letters of ASCII without quotes that do not begin with =, +, - or @")
		case len(lines) > 0 && t.At < lines[len(lines)-1].At:
			fault(fmt.Sprintf("%s is before the line above, at %s", fields[0], duration.Format(lines[len(lines)-1].At)), "lines in order of time")
		case t.Verb == "join" && up[t.Peer]:
			fault(t.Peer+" joins twice", "a leave or crash before it")
		case (t.Verb == "leave" || t.Verb == "crash") && joins[t.Peer] && !up[t.Peer]:
			fault(t.Peer+" goes, who is not there", "a join before it")
		}
		if len(fields) == 4 {
			t.Key = fields[3]
		}
		if move {
			up[t.Peer] = t.Verb == "join"
		}
		lines = append(lines, t)
	}
	return lines, errors.Join(errs...)
}

// mostFaults is how many faults of a trace are told.
const mostFaults = 1000
