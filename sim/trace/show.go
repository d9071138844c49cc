package trace

import (
	"crypto/sha256"
	"slices"
)

// A Show says how reports are to show a protocol: they know none by name.
type Show struct {
	Protocol string `json:"protocol"`        // as metrics begin
	Title    string `json:"title,omitempty"` // as papers and specifications write it
	// Captions are of metrics that operations have in common: "kademlia.bytes" of
	// kademlia.put.bytes and kademlia.get.bytes. A metric's own is in its MetricDef.
	Captions map[string]Caption `json:"captions,omitempty"`
	// Numbers says what the numbers at the end of keys count, by the word before
	// them: that of "cpl 3" is by "cpl".
	Numbers map[string]string `json:"numbers,omitempty"`
	Cut     *Cut              `json:"cut,omitempty"`
	Lookup  *Lookup           `json:"lookup,omitempty"`
	// Replicas is a gauge of on how many peers something is, which is the sample's key.
	Replicas string `json:"replicas,omitempty"`
	// Rounds are operations that the protocol repeats by itself, to be marked in figures
	// over time.
	Rounds []string `json:"rounds,omitempty"`
}

// A Caption words a figure. Each word may be "", for the one that follows from
// the name.
type Caption struct {
	Title string `json:"title,omitempty"`
	Axis  string `json:"axis,omitempty"` // of its values
	Noun  string `json:"noun,omitempty"` // the subject of one sample, in the plural
}

// A Cut is the view of snapshots: the states that processes recorded of themselves
// and of the channels to them, laid over the messages between them.
type Cut struct {
	Op       string `json:"op"`       // operation that is a snapshot
	State    string `json:"state"`    // note of a process's own state
	Channel  string `json:"channel"`  // note of the messages in flight to a process, about their sender
	Messages string `json:"messages"` // part of the protocol IDs of streams that are channels
}

// A Lookup is the view of a key space: where the peers are that get the requests of
// an operation, by XOR distance of SHA-256, as Kademlia has it. It has the
// operations that look up, with the key of each, made of the operation's subject.
type Lookup struct {
	Ops map[string]KeyForm `json:"ops"`
}

// A KeyForm says what key an operation looks up. It is about a peer by name, whose ID
// is the key, or else about a text: the key is Prefix and the text, or its SHA-256.
type KeyForm struct {
	Prefix []byte `json:"prefix,omitempty"`
	Hash   bool   `json:"hash,omitempty"`
	Peer   bool   `json:"peer,omitempty"`
}

// Key returns the key of a text.
func (f KeyForm) Key(text string) []byte {
	if f.Hash {
		sum := sha256.Sum256([]byte(text))
		text = string(sum[:])
	}
	return append(slices.Clone(f.Prefix), text...)
}
