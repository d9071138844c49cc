package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
)

// A verdict is what the outcomes of a suite are, held against its exceptions.
type verdict struct {
	pass, skip, fail int
	wrong            []string // what is to be said of each test that did not do what it is to do
}

// judge holds the outcomes of a suite against its exceptions. If all of its tests were
// to run, each exception must be among them.
func judge(s suite, outcomes map[string]*outcome, all bool) verdict {
	var v verdict
	expected := map[string]bool{}
	for _, e := range s.exceptions {
		expected[e.test] = true
		if outcomes[e.test] == nil && all {
			v.wrong = append(v.wrong, fmt.Sprintf("%s is an exception, and there is no such test\n", e.test))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(outcomes)) {
		o := outcomes[name]
		switch {
		case expected[name] && o.verdict == "fail":
			v.fail++
		case expected[name]:
			v.wrong = append(v.wrong, fmt.Sprintf("%s is an exception, and does not fail (%s)\n", name, o.verdict))
		case o.verdict == "pass":
			v.pass++
		case o.verdict == "skip":
			v.skip++
		default:
			again := fmt.Sprintf("Alone: make upstream SUITE=%s RUN='^%s$'\n", s.name, name)
			v.wrong = append(v.wrong, o.said.String()+again)
		}
	}
	return v
}

// write says what a verdict is, with the suite's exceptions and a line of counts.
func (v verdict) write(w io.Writer, s suite) {
	for _, text := range v.wrong {
		fmt.Fprint(w, text)
	}
	for _, e := range s.exceptions {
		fmt.Fprintf(w, "%s: exception %s: %s\n", s.name, e.test, e.why)
	}
	fmt.Fprintf(w, "%s: %d pass, %d skip themselves, %d fail as exceptions, %d wrong\n", s.name, v.pass, v.skip, v.fail, len(v.wrong))
}
