package kademlia

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// namespace of the records that scenarios put.
const namespace = "sim"

// A record is the oracle's knowledge of one key and its values in the network.
type record struct {
	name    string // "record-servers-3-0", or as the scenario says: key of its samples
	key     string // key in the DHT
	place   id
	values  []*value            // in order of their puts
	random  *rand.Rand          // makes values
	put     uint64              // number of the newest value whose put succeeded, 0 for none
	holders map[int]storedValue // by index of the node that stores it
}

// A value is one that was put under a record's key.
type value struct {
	number uint64 // from 1
	text   string // "" for random bytes
	bytes  []byte // the number in 8 bytes, big endian, then the text or random bytes
	by     *sim.Node
}

// A storedValue says which value of a record a node stores.
type storedValue struct {
	number uint64
	since  time.Time // by its clock
}

// sequenceSize is how many bytes of a value are its number.
const sequenceSize = 8

func recordKey(name string) string { return "/" + namespace + "/" + name }

// datastoreKey is where kad-dht keeps a record.
func datastoreKey(key string) string { return valuesPrefix + spell(key) }

// record returns the record with a name, a new one without a value if there is
// none.
func (in *instance) record(name string) *record {
	if rec := in.named[name]; rec != nil {
		return rec
	}
	rec := &record{name: name, key: recordKey(name), random: in.world.Rand("kademlia/value/" + name), holders: map[int]storedValue{}}
	rec.place = idOf(rec.key)
	in.records = append(in.records, rec)
	in.named[name] = rec
	in.stored[datastoreKey(rec.key)] = rec
	return rec
}

// A made counts the records and contents that a node has made.
type made struct{ records, contents int }

// newRecord returns a record that n puts, under a name that nobody has used. The name
// follows from what n has put, not from what others have.
func (in *instance) newRecord(n *sim.Node) *record {
	for i := in.made[n].records; ; i++ {
		if name := fmt.Sprintf("record-%s-%d", n.Name, i); in.named[name] == nil {
			in.made[n] = made{i + 1, in.made[n].contents}
			return in.record(name)
		}
	}
}

// newValue makes the next value of a record: a text, or size bytes in all.
func (rec *record) newValue(by *sim.Node, text string, size int) *value {
	v := &value{number: uint64(len(rec.values) + 1), text: text, by: by}
	v.bytes = binary.BigEndian.AppendUint64(v.bytes, v.number)
	if text != "" {
		v.bytes = append(v.bytes, text...)
	} else {
		for len(v.bytes) < size {
			v.bytes = binary.LittleEndian.AppendUint64(v.bytes, rec.random.Uint64())
		}
		v.bytes = v.bytes[:size]
	}
	rec.values = append(rec.values, v)
	return v
}

// latest returns the value of the newest put, whatever became of it.
func (rec *record) latest() *value { return rec.values[len(rec.values)-1] }

// valueOf returns the value that these bytes are, nil if nobody put them.
func (rec *record) valueOf(b []byte) *value {
	n := sequence(b)
	if n == 0 || n > uint64(len(rec.values)) || string(rec.values[n-1].bytes) != string(b) {
		return nil
	}
	return rec.values[n-1]
}

// fresh reports whether a node would serve, now, a value at least as new as the
// last one whose put succeeded. Records that are, by its clock, older than maxAge are not
// served.
func (rec *record) fresh(n *sim.Node, maxAge time.Duration) bool {
	s, ok := rec.holders[n.Index]
	return ok && s.number >= rec.put && n.WallClock().Sub(s.since) <= maxAge
}

// sequence returns the number that a value begins with, 0 if it is too short.
func sequence(value []byte) uint64 {
	if len(value) < sequenceSize {
		return 0
	}
	return binary.BigEndian.Uint64(value)
}

// validator accepts every numbered value and prefers the highest number, and of
// equals the first, so that a value put again counts as received anew.
type validator struct{}

// Validate implements record.Validator.
func (validator) Validate(_ string, value []byte) error {
	if sequence(value) == 0 {
		return errors.New("a value without a number")
	}
	return nil
}

// Select implements record.Validator.
func (validator) Select(_ string, values [][]byte) (int, error) {
	best := 0
	for i, v := range values {
		if sequence(v) > sequence(values[best]) {
			best = i
		}
	}
	return best, nil
}
