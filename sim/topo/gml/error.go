package gml

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/libp2p-sim/sim/sim/say"
)

// MaxErrors is how many faults [Parse] and [Network.Check] report at most.
const MaxErrors = 20

// faults collects errors up to [MaxErrors].
type faults []*say.Fault

func (f *faults) add(line int, format string, args ...any) {
	if !f.full() {
		*f = append(*f, &say.Fault{Line: line, Message: fmt.Sprintf(format, args...)})
	}
}

func (f *faults) full() bool { return len(*f) >= MaxErrors }

// join is nil if there are no faults, and otherwise their [errors.Join] in order
// of lines.
func (f *faults) join() error {
	slices.SortStableFunc(*f, func(a, b *say.Fault) int { return cmp.Compare(a.Line, b.Line) })
	var all []error
	for _, e := range *f {
		all = append(all, e)
	}
	return errors.Join(all...)
}
