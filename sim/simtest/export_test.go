package simtest

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"hash"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Every run of the tests of this package is held against the laws of a log.
func init() {
	newLog = func() hash.Hash { return &lawful{Hash: sha256.New()} }
}

// NewLog returns the hash of a run's log.
func NewLog() hash.Hash { return newLog() }

// A lawful hash panics, which fails the run, on a log that could not have
// happened. What it is given ends with an event.
type lawful struct {
	hash.Hash
	law trace.Validator
}

func (l *lawful) Write(b []byte) (int, error) {
	for line := range bytes.Lines(b) {
		e, err := trace.ParseEvent(line)
		if err == nil {
			err = l.law.Add(&e)
		}
		if err != nil {
			panic(fmt.Sprintf("unlawful log: %v in %s", err, line))
		}
	}
	return l.Hash.Write(b)
}
