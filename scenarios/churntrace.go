package scenarios

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/say"
)

// A traceLine is one event of a churn trace.
type traceLine struct {
	at   time.Duration
	verb string // join, leave, crash, or a name in traceOps
	peer string
	key  string // of an operation, may be ""; with find-peer the peer looked for
}

// traceOps are the operations that a line of a trace may ask a peer for, each with
// the argument that its last word is.
var traceOps = map[string]string{
	"put": "Key", "get": "Key", "provide": "Key", "find-providers": "Key", "get-closest-peers": "Key", "find-peer": "Peer",
}

// traceKey is what the options of operations take for a key, but for spaces. Keys
// stand in CSV files, where a spreadsheet takes what begins with =, +, - or @ for a
// formula.
var traceKey = regexp.MustCompile(`^[!#-*.-<>?A-~][!#-+\--~]{0,99}$`)

var traceVerbs = append([]string{"join", "leave", "crash"}, slices.Sorted(maps.Keys(traceOps))...)

// parseTrace reads lines "time verb peer [key]", in order of time; # begins a
// comment. Peers are those of names; hasOp tells whether a protocol of the
// scenario offers an operation. It returns all faults, joined, each of type
// *say.Fault.
func parseTrace(text string, names map[string]bool, hasOp func(string) bool) ([]traceLine, error) {
	var lines []traceLine
	var errs []error
	up := map[string]bool{}
	joins := map[string]bool{}
	for _, line := range strings.Split(text, "\n") {
		if f := strings.Fields(strings.ReplaceAll(line, ",", " ")); len(f) > 2 && f[1] == "join" {
			joins[f[2]] = true
		}
	}
	for i, line := range strings.Split(text, "\n") {
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Fields(strings.ReplaceAll(line, ",", " "))
		if len(fields) == 0 {
			continue
		}
		fault := func(message, want string) { errs = append(errs, &say.Fault{Line: i + 1, Message: message, Want: want}) }
		if len(errs) > maxProblems {
			break
		}
		if len(fields) < 3 || len(fields) > 4 {
			fault(fmt.Sprintf("%d words", len(fields)), "time, event and peer, and for an operation a key")
			continue
		}
		t := traceLine{verb: fields[1], peer: fields[2]}
		var err error
		if t.at, err = parseDuration(fields[0]); err != nil {
			e := asFault(err)
			fault(e.Message, e.Want)
			continue
		}
		argument, op := traceOps[t.verb]
		switch {
		case !slices.Contains(traceVerbs, t.verb):
			fault(fmt.Sprintf("unknown event %q", say.Clip(t.verb)), say.List(traceVerbs))
			continue
		case len(fields) == 4 && !op:
			fault(t.verb+" has a key", "a key with operations alone")
			continue
		case op && !hasOp(t.verb):
			fault(t.verb+" is an operation of a protocol that the scenario does not use", "kademlia under protocols")
		case !names[t.peer]:
			fault(fmt.Sprintf("no peer is called %q", say.Clip(t.peer)), "a group and a number, such as servers-3")
		case argument == "Peer" && len(fields) == 4 && !names[fields[3]]:
			fault(fmt.Sprintf("no peer is called %q", say.Clip(fields[3])), "a group and a number, such as servers-3")
		case argument == "Key" && len(fields) == 4 && !traceKey.MatchString(fields[3]):
			fault(fmt.Sprintf("key %q", say.Clip(fields[3])), "at most 100 printable letters of ASCII without quotes that do not begin with =, +, - or @")
		case len(lines) > 0 && t.at < lines[len(lines)-1].at:
			fault(fmt.Sprintf("%s is before the line above, at %s", fields[0], formatDuration(lines[len(lines)-1].at)), "lines in order of time")
		case t.verb == "join" && up[t.peer]:
			fault(t.peer+" joins twice", "a leave or crash before it")
		case (t.verb == "leave" || t.verb == "crash") && joins[t.peer] && !up[t.peer]:
			fault(t.peer+" goes, who is not there", "a join before it")
		}
		if len(fields) == 4 {
			t.key = fields[3]
		}
		switch t.verb {
		case "join":
			up[t.peer] = true
		case "leave", "crash":
			up[t.peer] = false
		}
		lines = append(lines, t)
	}
	return lines, errors.Join(errs...)
}

// zeroRand is for what is drawn and thrown away.
func zeroRand() *rand.Rand { return sim.Seed(0).Stream("check") }
