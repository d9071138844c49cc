package kubernetes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
)

// Errors are all faults of the manifests of a file, by line and column. [Parse]
// and [Build] never return an empty list.
type Errors []say.Fault

// Error prints one error a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i := range es {
		lines[i] = es[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns a *[say.Fault] for each.
func (es Errors) Unwrap() []error {
	errs := make([]error, len(es))
	for i := range es {
		errs[i] = &es[i]
	}
	return errs
}

// maxErrors is how many errors are reported. A file with more is no manifest
// with mistakes but something else.
const maxErrors = 1000

// faults collects the faults of one file.
type faults struct {
	file string
	errs Errors
}

func (f *faults) add(p place, message, want, hint string) {
	if len(f.errs) > maxErrors {
		return
	}
	if len(f.errs) == maxErrors {
		message, want, hint = fmt.Sprintf("more than %d errors; the rest is not shown", maxErrors), "", ""
	}
	f.errs = append(f.errs, say.Fault{File: f.file, Line: p.line, Column: p.column, Message: message, Want: want, Hint: hint})
}

// err returns the faults that were found, sorted, or nil. Of faults that read
// the same, as when an alias repeats one, the first stays.
func (f *faults) err() error {
	if len(f.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(f.errs, func(a, b say.Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(f.errs)
}
