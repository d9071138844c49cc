package kubernetes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Error is one thing that is wrong with a manifest.
type Error struct {
	File         string // as given to [Parse], or a field of a [Config]
	Line, Column int    // from 1, the column in characters; 0 for a [Config]
	Message      string // what is wrong
	Want         string // what was expected, may be ""
	Hint         string // what the author may have meant, may be ""
}

// Error prints e on one line, as "file:line:column: message; want …; did you
// mean "…"?".
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", e.Line, e.Column)
	}
	b.WriteString(": " + e.Message)
	if e.Want != "" {
		b.WriteString("; want " + e.Want)
	}
	if e.Hint != "" {
		fmt.Fprintf(&b, "; did you mean %q?", e.Hint)
	}
	return b.String()
}

// Errors are all that is wrong with the manifests of a file, by line and
// column. [Parse] and [Build] never return an empty list.
type Errors []Error

// Error prints one error a line.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i := range es {
		lines[i] = es[i].Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns an *[Error] for each.
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

// faults collects what is wrong with one file.
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
	f.errs = append(f.errs, Error{f.file, p.line, p.column, message, want, hint})
}

// err returns what was found, sorted, or nil. Of errors that read the same, as
// when an alias repeats one, the first stays.
func (f *faults) err() error {
	if len(f.errs) == 0 {
		return nil
	}
	slices.SortStableFunc(f.errs, func(a, b Error) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(f.errs)
}
