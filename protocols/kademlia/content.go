package kademlia

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"time"

	"github.com/ipfs/go-cid"
	"github.com/multiformats/go-multihash"

	"github.com/libp2p-sim/sim/sim"
)

// A content is the oracle's knowledge of one CID and its provider records.
type content struct {
	name      string // "content-servers-3-0", or as the scenario says: key of its samples
	cid       cid.Cid
	place     id
	providers []*sim.Node                  // whose provide succeeded, in order
	announced map[int]bool                 // index of the nodes that provide it again and again
	records   map[int]map[string]time.Time // by index of the node that stores them and provider, as the datastore spells it
}

// content returns the content with a name, a new one if there is none.
func (in *instance) content(name string) *content {
	if c := in.titled[name]; c != nil {
		return c
	}
	sum := sha256.Sum256([]byte(name))
	hash, err := multihash.Encode(sum[:], multihash.SHA2_256)
	if err != nil {
		panic(err) // SHA-256 is known and its sum has the right length
	}
	c := &content{
		name:      name,
		cid:       cid.NewCidV1(cid.Raw, hash),
		place:     idOf(string(hash)),
		announced: map[int]bool{},
		records:   map[int]map[string]time.Time{},
	}
	in.contents = append(in.contents, c)
	in.titled[name] = c
	in.provided[spell(string(hash))] = c
	return c
}

// spell spells a key or a peer as kad-dht does in the keys of a datastore.
func spell(s string) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(s))
}

// newContent returns a content that n provides, under a name that nobody has used. The
// name follows from what n has provided, not from what others have.
func (in *instance) newContent(n *sim.Node) *content {
	for i := in.made[n].contents; ; i++ {
		if name := fmt.Sprintf("content-%s-%d", n.Name, i); in.titled[name] == nil {
			in.made[n] = made{in.made[n].records, i + 1}
			return in.content(name)
		}
	}
}

// hash is the content's key in the DHT.
func (c *content) hash() string { return string(c.cid.Hash()) }

func (c *content) providedBy(n *sim.Node) bool { return slices.Contains(c.providers, n) }

// live counts the provider records that a node would serve now. Those that are, by its
// clock, older than validity are not served.
func (c *content) live(n *sim.Node, validity time.Duration) int {
	count, now := 0, n.WallClock()
	for _, since := range c.records[n.Index] {
		if now.Sub(since) <= validity {
			count++
		}
	}
	return count
}
