package log

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// opName names operations: one by its peer and its number there ("clients-4/7"), one of a name
// ("kademlia.get#3", from 1), or all of a name or glob ("kademlia.*").
type opName struct {
	text string
	id   trace.Nth // none: by name
	glob string    // as of package path
	nth  int64     // 0: all
}

func parseOpName(text string) (opName, error) {
	o := opName{text: text}
	if id, err := trace.ParseNth(text); err == nil {
		o.id = id
		return o, nil
	}
	name, nth, numbered := strings.Cut(text, "#")
	if numbered {
		n, err := strconv.ParseInt(nth, 10, 64)
		if err != nil || n <= 0 {
			return o, fmt.Errorf("operation %q: %q is no number from 1", text, nth)
		}
		o.nth = n
	}
	if _, err := path.Match(name, ""); err != nil || strings.Trim(name, "0123456789-") == "" {
		return o, fmt.Errorf(`operation %q: want a peer and a number such as "clients-4/7", a name such as "kademlia.get", or one of a name such as "kademlia.get#3"`, text)
	}
	o.glob = name
	return o, nil
}

// means reports whether operation id, the nth of its name, is meant.
func (o opName) means(id trace.Nth, name string, nth int64) bool {
	if o.id != (trace.Nth{}) {
		return o.id == id
	}
	if o.nth != 0 && o.nth != nth {
		return false
	}
	ok, _ := path.Match(o.glob, name)
	return ok
}
