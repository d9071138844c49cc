// Package verify judges global snapshots by the events that really happened.
//
// Its nouns are the [Observer], which sees every event of every process and
// keeps vector clocks (Mattern, Virtual Time and Global States of Distributed
// Systems, 1989); the cut, the moment at which each process recorded its state
// for a snapshot; the [Snapshot], a claim of the state of all; and the
// [Verdict], the faults found in it. A process knows nothing of its observer
// and shares no code with it: the observer keeps its own accounts and its own
// list of messages on their way.
//
// It does not take snapshots, nor say when one is complete, and it does not
// judge those that were given up.
package verify

import "fmt"

// A Channel is one way from one process to another. If it ends and another
// begins between the same two, that has another number.
type Channel struct {
	From, To string
	Number   uint64
}

func (c Channel) String() string { return c.From + ">" + c.To }

// A Message is one that an application sent over a channel.
type Message struct {
	Seq   uint64 // its number on the channel, each once
	Money int64  // units that it carries
}

// A State is the part of a snapshot about one process.
type State struct {
	Process string
	Money   int64  // units in its account
	Text    string // all else
}

// A Transit is the part of a snapshot about one channel: the messages on their
// way, in the order in which they were sent.
type Transit struct {
	Channel  Channel
	Messages []Message
}

// A Snapshot is a claim of the state of all processes and channels. Channels
// that are not in it are said to be empty.
type Snapshot struct {
	ID       string
	States   []State
	Transits []Transit
}

// A Verdict lists the faults of a snapshot, one sentence each, in an order that
// depends on nothing but the events.
type Verdict struct{ Faults []string }

// Consistent reports whether nothing is wrong.
func (v Verdict) Consistent() bool { return len(v.Faults) == 0 }

func (v *Verdict) fault(format string, args ...any) {
	v.Faults = append(v.Faults, fmt.Sprintf(format, args...))
}

// String returns "consistent" or the first fault and how many more there are.
func (v Verdict) String() string {
	switch len(v.Faults) {
	case 0:
		return "consistent"
	case 1:
		return v.Faults[0]
	}
	return fmt.Sprintf("%s; and %d more", v.Faults[0], len(v.Faults)-1)
}

// seqs are numbers of messages, for faults.
type seqs struct {
	first []uint64
	more  int
}

func (s seqs) String() string {
	switch {
	case len(s.first) == 0:
		return "nothing"
	case s.more > 0:
		return fmt.Sprintf("#%d and %d more", s.first, s.more)
	}
	return fmt.Sprintf("#%d", s.first)
}
