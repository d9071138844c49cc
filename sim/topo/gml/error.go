package gml

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// An Error is a fault in a network graph, or in the use that is made of it.
type Error struct {
	Line    int // 1 is the first; 0 if the fault is of the file as a whole
	Message string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

// MaxErrors is how many faults [Parse] and [Network.Check] report at most.
const MaxErrors = 20

// faults collects errors up to [MaxErrors].
type faults []*Error

func (f *faults) add(line int, format string, args ...any) {
	if !f.full() {
		*f = append(*f, &Error{Line: line, Message: fmt.Sprintf(format, args...)})
	}
}

func (f *faults) full() bool { return len(*f) >= MaxErrors }

// join is nil if there are no faults, and otherwise their [errors.Join] in order
// of lines.
func (f *faults) join() error {
	slices.SortStableFunc(*f, func(a, b *Error) int { return cmp.Compare(a.Line, b.Line) })
	var all []error
	for _, e := range *f {
		all = append(all, e)
	}
	return errors.Join(all...)
}
