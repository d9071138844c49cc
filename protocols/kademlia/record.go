package kademlia

import (
	"encoding/base32"
	"errors"
	"fmt"
	"time"

	"github.com/libp2p-sim/sim/sim"
)

// namespace of the records that scenarios put.
const namespace = "sim"

// A record is what the oracle knows of one value in the network.
type record struct {
	name    string // "record-7": key of its samples
	key     string // key in the DHT
	value   []byte
	by      *sim.Node
	put     bool              // the first put succeeded
	overdue bool              // a republish was missed while its peer was down
	holders map[int]time.Time // index of the node that stores it → when it got it
}

func recordKey(i int) string { return fmt.Sprintf("/%s/record-%d", namespace, i) }

// datastoreKey is where kad-dht's value store keeps a record (records.ValueStore).
func datastoreKey(key string) string {
	return "/" + namespace + "/" + base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(key))
}

// replicas counts the peers that are up and would serve the record now.
func (rec *record) replicas(nodes []*sim.Node, maxAge time.Duration) int {
	count := 0
	for i, at := range rec.holders {
		if nodes[i].Up() && time.Since(at) <= maxAge {
			count++
		}
	}
	return count
}

// validator accepts every value of the namespace and prefers the first of equals,
// so that a value put again counts as received anew.
type validator struct{}

func (validator) Validate(_ string, value []byte) error {
	if len(value) == 0 {
		return errors.New("empty value")
	}
	return nil
}

func (validator) Select(string, [][]byte) (int, error) { return 0, nil }
