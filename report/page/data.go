package page

import (
	drawn "github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/report/internal/finding"
	"github.com/libp2p-sim/sim/sim/trace"
)

// data is the input of the views. Times are virtual nanoseconds; a column
// called t holds differences to the one before. Peers, protocols and names are
// indices.
type data struct {
	manifest trace.Manifest
	altered  error // of a file that is not as the run recorded it

	End       int64      `json:"end"` // how far virtual time came
	Peers     []string   `json:"peers"`
	Protocols []string   `json:"protocols"`
	Said      []string   `json:"said"`      // names of messages, such as PING; the first is ""
	Channels  []string   `json:"channels"`  // parts of the protocol IDs of channels that cuts are of
	Histogram histogram  `json:"histogram"` // of all messages, by when they were sent
	Windows   [][2]int64 `json:"windows"`   // in which all messages are in Messages
	Ops       ops        `json:"ops"`
	Messages  messages   `json:"messages"`
	Conns     conns      `json:"conns"`
	Life      life       `json:"life"`
	Dials     dials      `json:"dials"` // that failed, and those of operations
	Waits     waits      `json:"waits"` // of operations for dials that others began
	Spent     spent      `json:"spent"` // what operations waited for
	Faults    []fault    `json:"faults"`
	Cuts      []cut      `json:"cuts"`
	Spans     spans      `json:"spans"`
	Replicas  replicas   `json:"replicas"`

	Regions []region        `json:"regions"`
	Region  []int           `json:"region"` // by peer, in Regions; -1: none
	Group   []string        `json:"group"`  // by peer
	Number  []int           `json:"number"` // by peer, in its group; -1: none
	Places  []string        `json:"places"` // by peer, see placeOf; "": unknown
	Nodes   []clusterNode   `json:"nodes"`  // of a Kubernetes cluster
	Figures []drawn.Drawing `json:"figures"`

	Complete bool `json:"complete"` // all messages of the log are in Messages

	// How many the log has, of which Ops and Conns may have a part.
	Operations  int64 `json:"operations"`
	Connections int64 `json:"connections"`

	total  totals
	groups map[string]int64    // how many peers there are of each
	names  []string            // of peers, as the log has them
	opKeys []string            // of operations, as the log has them
	opID   map[trace.Nth]int64 // their numbers in the page

	findings  []finding.Finding
	explained float64 // share of the time of all operations that have ended which has a reason; NaN without any
}

// totals count all that the log has, embedded or not.
type totals struct {
	events, messages, ops, failed, lost, dropped, conns, life, down, dials, bytes int64

	names map[string]int64 // operations by name
}

type histogram struct {
	Width int64   `json:"width"` // ns of a bucket
	N     []int64 `json:"n"`
}

type ops struct {
	ID       []int64  `json:"id"`  // the page's numbers, from 1
	Nth      []int64  `json:"nth"` // in the log: those among the operations of Peer
	T        []int64  `json:"t"`
	Took     []int64  `json:"took"` // -1: did not end
	Peer     []int    `json:"peer"`
	Name     []int    `json:"name"`
	Names    []string `json:"names"`
	Class    []int    `json:"class"` // a class constant
	Key      []string `json:"key"`
	Outcome  []int    `json:"outcome"`
	Outcomes []string `json:"outcomes"`
	Messages []int64  `json:"messages"` // in the log
	Bytes    []int64  `json:"bytes"`
	Whole    []int    `json:"whole"` // 1: all its messages are embedded
	Place    []string `json:"place"` // that it looked up, see placeOf; "": none
	Hops     []int    `json:"hops"`  // that its metric tells; -1: none
}

// How an operation ended.
const (
	classOK = iota
	classFailed
	classOpen // not before the run did
)

type messages struct {
	T        []int64 `json:"t"`
	Way      []int64 `json:"way"`  // from send to arrival; -1: never arrives
	Wait     []int64 `json:"wait"` // from arrival to being read; -1: not read
	From     []int   `json:"from"`
	To       []int   `json:"to"`
	Protocol []int   `json:"protocol"`
	Said     []int   `json:"said"` // its name, among the page's
	Size     []int   `json:"size"` // bytes
	Op       []int64 `json:"op"`   // number of the operation in the page, 0 for none
}

type conns struct {
	T    []int64 `json:"t"`
	Took []int64 `json:"took"` // -1: to the end
	From []int   `json:"from"`
	To   []int   `json:"to"`
}

type life struct {
	T    []int64 `json:"t"`
	Peer []int   `json:"peer"`
	What []int   `json:"what"` // 0 up, 1 leave, 2 crash
}

type dials struct {
	T    []int64  `json:"t"`    // of the end
	Took []int64  `json:"took"` // -1: not known
	From []int    `json:"from"`
	To   []int    `json:"to"`
	Op   []int64  `json:"op"`  // that began it, 0 for none
	Why  []int    `json:"why"` // it failed; -1: it connected
	Whys []string `json:"whys"`
}

type waits struct {
	Op   []int64 `json:"op"`
	Dial []int   `json:"dial"` // row of dials
}

// spent is what operations waited for, stretch by stretch, in order of operations and
// of time.
type spent struct {
	Op   []int64  `json:"op"`
	From []int64  `json:"from"` // ns since the operation began
	Took []int64  `json:"took"` // ns
	Why  []int    `json:"why"`  // in Whys
	Whys []string `json:"whys"` // reasons, in words that follow "waits for"
}

type fault struct {
	From int64  `json:"from"`
	To   int64  `json:"to"` // From: it was of one instant; the end of the run if it is not over by then
	Text string `json:"text"`
	Peer int    `json:"peer"` // -1: the network
}

// A cut is where a snapshot goes through the lines of processes.
type cut struct {
	Op    int64    `json:"op"`
	Peer  []int    `json:"peer"`
	At    []int64  `json:"at"`
	State []string `json:"state"` // the state that each recorded
	Held  []held   `json:"held"`  // messages that were recorded as states of channels
}

// A held message was read by To when To had recorded its state and From's marker
// had not come. Text lists the messages of the channel.
type held struct {
	T    int64  `json:"t"`
	From int    `json:"from"`
	To   int    `json:"to"`
	Text string `json:"text"`
}

type replicas struct {
	Keys  []string    `json:"keys"`
	T     [][]int64   `json:"t"` // by key; differences
	Value [][]float64 `json:"value"`
}

func newData(m trace.Manifest) *data { return &data{End: m.VirtualNS, manifest: m} }

// deltas replaces rising times by differences, which are shorter.
func deltas(t []int64) {
	for i := len(t) - 1; i > 0; i-- {
		t[i] -= t[i-1]
	}
}

// An index numbers names in the order of their first appearance.
type index struct {
	of    map[string]int
	names []string
}

func (x *index) number(name string) int {
	if n, ok := x.of[name]; ok {
		return n
	}
	if x.of == nil {
		x.of = map[string]int{}
	}
	n := len(x.names)
	x.of[name] = n
	x.names = append(x.names, name)
	return n
}

// clipped returns the names, none longer than runes.
func (x *index) clipped(runes int) []string {
	out := make([]string, len(x.names))
	for i, s := range x.names {
		out[i] = clip(s, runes)
	}
	return out
}
