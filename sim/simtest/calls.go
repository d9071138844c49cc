package simtest

import (
	"strings"
	"sync"
	"testing"
)

// calls counts the calls of Run in each test that goes on, so that another
// process can find the same one.
var calls = callCounter{count: map[string]int{}, results: map[string][]Result{}}

type callCounter struct {
	mu      sync.Mutex
	count   map[string]int
	results map[string][]Result
}

// next returns the number of a call in its test.
func (c *callCounter) next(t *testing.T) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	name := t.Name()
	number := c.count[name]
	c.count[name]++
	if number == 0 {
		t.Cleanup(func() { // the test may be run again: -count
			c.mu.Lock()
			defer c.mu.Unlock()
			delete(c.count, name)
			delete(c.results, name)
		})
	}
	return number
}

// keep notes the result of a test's last call.
func (c *callCounter) keep(t *testing.T, r Result) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.results[t.Name()] = append(c.results[t.Name()], r)
}

// before returns the results that a process needs to come to where a test is:
// its own so far, and those of the tests that it is a subtest of.
func (c *callCounter) before(t *testing.T) map[string][]Result {
	c.mu.Lock()
	defer c.mu.Unlock()
	out := map[string][]Result{}
	for name, results := range c.results {
		if name == t.Name() || strings.HasPrefix(t.Name(), name+"/") {
			out[name] = append([]Result(nil), results...)
		}
	}
	return out
}
