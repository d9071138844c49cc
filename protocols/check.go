package protocols

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// stepKeys are the keys of a workload step besides its operation.
var stepKeys = []string{"at", "every", "from", "until"}

// own are first parts of metric names that are not a protocol's.
var own = []string{"peers", "stack", "adversaries"}

var (
	nameShape   = regexp.MustCompile(`^[a-z][a-z0-9-]*$`)
	metricShape = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)+$`)
)

// Check finds all faults of the protocols of a command: names, operations and
// metrics that are there twice or that scenarios cannot write, options and
// arguments that lack tags. A command asks it before anything else, so that an
// author's mistake is not found by a user's scenario.
func Check(known []Protocol) error {
	c := &checker{names: map[string]bool{}, ops: map[string]string{}, metrics: map[string]string{}}
	for _, p := range known {
		c.protocol(p)
	}
	return errors.Join(c.faults...)
}

type checker struct {
	faults  []error
	names   map[string]bool
	ops     map[string]string // the protocol that offers each
	metrics map[string]string // the protocol that emits each
}

func (c *checker) fault(p Protocol, format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf("protocol %q: "+format, append([]any{p.Name}, args...)...))
}

func (c *checker) protocol(p Protocol) {
	name := p.Name
	switch {
	case !nameShape.MatchString(name):
		c.fault(p, "its name is not one that scenarios can have; want small letters, digits and dashes")
	case c.names[name]:
		c.fault(p, "another protocol has this name")
	case slices.Contains(own, name):
		c.fault(p, "the simulator's own metrics begin with this name")
	}
	c.names[name] = true
	if p.Doc == "" {
		c.fault(p, "it has no sentence of documentation; see Protocol.Doc")
	}
	if p.form.options == nil {
		c.fault(p, "it was not made by protocols.New")
	} else {
		c.tagged(p, "its options", p.NewOptions())
		if p.form.begin == nil {
			c.fault(p, "its definition has no New")
		}
	}
	for _, op := range p.Ops {
		c.op(p, op)
	}
	for _, m := range p.Metrics {
		c.metric(p, m)
	}
	c.shown(p)
}

func (c *checker) op(p Protocol, op Op) {
	other, taken := c.ops[op.Name]
	switch {
	case !nameShape.MatchString(op.Name):
		c.fault(p, "operation %q has no name that scenarios can write; want small letters, digits and dashes", op.Name)
	case slices.Contains(stepKeys, op.Name):
		c.fault(p, "operation %q is called like a key of every step; those are %s", op.Name, strings.Join(stepKeys, ", "))
	case taken:
		c.fault(p, "operation %q is one of protocol %q already; a step names its operation alone", op.Name, other)
	}
	c.ops[op.Name] = p.Name
	if op.Doc == "" {
		c.fault(p, "operation %q has no sentence of documentation; see Op.Doc", op.Name)
	}
	if op.args == nil {
		c.fault(p, "operation %q was not made by protocols.NewOp", op.Name)
		return
	}
	if op.do == nil {
		c.fault(p, "operation %q has nothing to do; see NewOp", op.Name)
	}
	if err := p.mismatch(op); err != nil {
		c.fault(p, "%v", err)
	}
	c.tagged(p, fmt.Sprintf("the arguments of operation %q", op.Name), op.NewArgs())
}

func (c *checker) metric(p Protocol, m trace.MetricDef) {
	prefix := strings.ReplaceAll(p.Name, "-", "_") + "."
	other, taken := c.metrics[m.Name]
	switch {
	case !metricShape.MatchString(m.Name):
		c.fault(p, "metric %q: want small letters, digits and _, in parts with dots between them", m.Name)
	case !strings.HasPrefix(m.Name, prefix):
		c.fault(p, "metric %q does not begin with %q", m.Name, prefix)
	case taken:
		c.fault(p, "metric %q is defined twice, by protocol %q before", m.Name, other)
	}
	c.metrics[m.Name] = p.Name
	if !slices.Contains([]trace.Kind{trace.Duration, trace.Ratio, trace.Gauge, trace.Count}, m.Kind) {
		c.fault(p, "metric %q is of kind %q; want one of package trace", m.Name, m.Kind)
	}
	if m.Unit == "" || m.Help == "" {
		c.fault(p, "metric %q lacks a unit or help", m.Name)
	}
	if strings.ContainsAny(m.Unit, ",\"\r\n") {
		c.fault(p, "the unit of metric %q holds a comma, quote or line end", m.Name)
	}
}

// shown wants metrics that there are where reports are told of some.
func (c *checker) shown(p Protocol) {
	shared := map[string]bool{} // by the part that metrics of several operations have in common
	for _, m := range p.Metrics {
		if parts := strings.Split(m.Name, "."); len(parts) > 2 {
			shared[parts[0]+"."+parts[len(parts)-1]] = true
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Show.Captions)) {
		if !shared[name] {
			c.fault(p, "Show has a caption for %q, and no operation's metric is called so", name)
		}
	}
	named := func(m trace.MetricDef) bool { return m.Name == p.Show.Replicas }
	if p.Show.Replicas != "" && !slices.ContainsFunc(p.Metrics, named) {
		c.fault(p, "Show has replicas in metric %q, which is not defined", p.Show.Replicas)
	}
}

// tagged wants a pointer to a struct whose fields have the tags that the scenario
// language needs.
func (c *checker) tagged(p Protocol, what string, v any) {
	t := reflect.TypeOf(v)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct || reflect.ValueOf(v).IsNil() {
		c.fault(p, "%s are a %T; want a pointer to a struct", what, v)
		return
	}
	c.fields(p, what, t.Elem(), nil)
}

func (c *checker) fields(p Protocol, what string, t reflect.Type, above []reflect.Type) {
	if slices.Contains(above, t) {
		return
	}
	above = append(above, t)
	names := map[string]bool{}
	for f := range fieldsOf(t) {
		name := f.Tag.Get("yaml")
		switch {
		case name == "-":
			continue
		case !f.IsExported():
			c.fault(p, "%s: field %s is not exported; want a yaml tag of \"-\" on it", what, f.Name)
		case name == "":
			c.fault(p, "%s: field %s has no yaml tag", what, f.Name)
		case names[name]:
			c.fault(p, "%s: two fields have the yaml tag %q", what, name)
		case f.Tag.Get("doc") == "":
			c.fault(p, "%s: field %s has no doc tag", what, f.Name)
		}
		names[name] = true
		inner := f.Type
		for inner.Kind() == reflect.Pointer || inner.Kind() == reflect.Slice {
			inner = inner.Elem()
		}
		if inner.Kind() == reflect.Struct && speaks(inner) {
			c.fields(p, what, inner, above)
		}
	}
}

// speaks reports whether a struct is a mapping of the scenario language; others,
// such as distributions, are values.
func speaks(t reflect.Type) bool {
	for f := range fieldsOf(t) {
		if f.Tag.Get("yaml") != "" {
			return true
		}
	}
	return false
}

func fieldsOf(t reflect.Type) func(yield func(reflect.StructField) bool) {
	return func(yield func(reflect.StructField) bool) {
		for i := range t.NumField() {
			if !yield(t.Field(i)) {
				return
			}
		}
	}
}
