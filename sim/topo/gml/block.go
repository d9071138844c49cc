package gml

import (
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// The keys that mean something, by the block they stand in.
var (
	nodeKeys = []string{"id", "label", "country_code", "city_code", "host_bandwidth_up", "host_bandwidth_down"}
	edgeKeys = []string{"source", "target", "latency", "jitter", "packet_loss"}
)

// A value follows a key: it is a number, a string, or, with kind open, a list.
type value struct {
	token
	key     string
	keyLine int
}

// A block holds the values of a node or an edge.
type block struct {
	name  string // "node" or "edge"
	line  int    // of that word
	known []string
	// values are by place in known; those of kind end are missing.
	values []value
	// explained are the known keys, by place, that are missing because an unknown
	// one is most likely meant for them.
	explained []bool
	// unknown keys, the first few: they only serve to explain that a key is
	// missing.
	unknown []value
}

const maxUnknown = 32

func (b *block) reset(name string, line int, known []string) {
	b.name, b.line, b.known = name, line, known
	b.values = append(b.values[:0], make([]value, len(known))...)
	b.explained = append(b.explained[:0], make([]bool, len(known))...)
	b.unknown = b.unknown[:0]
}

// get gives the value of a known key, and whether there is one.
func (b *block) get(k string) (value, bool) {
	v := b.values[slices.Index(b.known, k)]
	return v, v.kind != end
}

// put keeps v unless its key was there before.
func (b *block) put(v value, f *faults) {
	i := slices.Index(b.known, v.key)
	if i < 0 {
		if len(b.unknown) < maxUnknown {
			b.unknown = append(b.unknown, v)
		}
		return
	}
	if old := b.values[i]; old.kind != end {
		f.add(v.keyLine, "%s is given twice for one %s; first on line %d", say.Shorten(v.key, shown), b.name, old.keyLine)
		return
	}
	b.values[i] = v
}

// misspelt reports unknown keys that resemble a known one which is missing: they
// would be ignored, and a default or none taken in their place.
func (b *block) misspelt(f *faults) {
	for _, v := range b.unknown {
		for i, k := range b.known {
			if b.values[i].kind == end && resembles(v.key, k) {
				f.add(v.keyLine, "unknown key %q in this %s; did you mean %q?", say.Shorten(v.key, shown), b.name, k)
				b.explained[i] = true
				break
			}
		}
	}
}

// need reports that a known key is missing, unless misspelt has told why.
func (b *block) need(k string, f *faults) {
	if !b.explained[slices.Index(b.known, k)] {
		f.add(b.line, "%s without %s", b.name, k)
	}
}

// resembles reports whether k may be meant for the known key: by case, by up to
// two wrong letters, or by leaving out the first words. Keys of under six
// letters are too short to tell.
func resembles(k, known string) bool {
	k = strings.ToLower(k)
	if len(known) < 6 || len(k) > len(known)+2 {
		return false
	}
	return near.Distance(k, known) <= 2 || len(k) >= 4 && strings.HasSuffix(known, "_"+k)
}

// quote prints s for a message, clipped where it is long.
func quote(s string) string {
	const most = 40
	if len(s) > most {
		return fmt.Sprintf("%q…", s[:most])
	}
	return fmt.Sprintf("%q", s)
}

// shown is how much of a text a message shows, in characters.
const shown = 40
