// Package protocols is the door through which a protocol enters a simulation.
//
// Its nouns are the [Protocol], which a scenario can name under "protocols:"; the
// [Op], which a workload step can ask of it; the [Instance], the protocol at work in
// one run; and the [Operation], one thing that one peer does and that is measured. An
// author writes a [Definition] of plain, typed values, and [New] makes a Protocol of it.
// The package runs nothing itself and knows no protocol: whoever builds a command
// passes an explicit list.
package protocols

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"

	"github.com/libp2p/go-libp2p/core/protocol"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Protocol is a kind of protocol that scenarios can use. [New] makes one.
type Protocol struct {
	Name    string            // key in the scenario and first part of metric names
	Doc     string            // one sentence for the schema
	Ops     []Op              // workload steps that the protocol offers
	Metrics []trace.MetricDef // all that the protocol may emit
	Show    trace.Show        // how reports show it

	Machine bool // it runs programs on machines without a host

	Behaviours []sim.Behaviour // of adversaries, that it knows beside those of all protocols

	// Describe names messages in the log, nil if it names none.
	Describe func(proto protocol.ID, opener bool) sim.Describer

	form form
}

// A form holds the functions of a protocol that know its types.
type form struct {
	options  func() any
	check    func(options any) error
	begin    func(w *sim.World, options any) (Instance, error)
	instance reflect.Type
	pkg      string
}

// A Definition describes a protocol with options of type O, whose instances are of
// type I.
type Definition[O any, I Instance] struct {
	Name    string
	Doc     string
	Metrics []trace.MetricDef
	Ops     []Op // see NewOp
	// Show says how reports show the protocol, beside the figures of its metrics. It may
	// be empty.
	Show trace.Show
	// Machine says that the protocol wants machines in place of hosts (stack: machines):
	// Instance.Start is given nodes without a host, on which it starts programs that
	// have sockets, by [sim.Node.Go].
	Machine bool
	// Behaviours are those of adversaries that the protocol carries out, see
	// [sim.Node.Behaves]: some of sim.Drop, sim.Lie, sim.Flood and sim.Graft.
	Behaviours []sim.Behaviour
	// Describe names the messages of the protocol's streams in the log, such as PING:
	// see [sim.World.Describe], and [Framed] for messages behind their length. It may be nil.
	Describe func(proto protocol.ID, opener bool) sim.Describer

	// Options are the defaults. The fields of O carry the tags of the scenario
	// language: yaml, doc, min, max, enum.
	Options O
	// Check says what is wrong with options that a scenario gives, if tags cannot say
	// it. It may be nil.
	Check func(*O) error
	// New makes the protocol ready for one run.
	New func(w *sim.World, o O) (I, error)
}

// New makes a protocol of its definition. [Check] finds the faults of the
// definition.
func New[O any, I Instance](d Definition[O, I]) Protocol {
	d.Show.Protocol = strings.ReplaceAll(d.Name, "-", "_")
	p := Protocol{d.Name, d.Doc, d.Ops, d.Metrics, d.Show, d.Machine, d.Behaviours, d.Describe, form{
		options: func() any { o := d.Options; return &o },
		check: func(options any) error {
			if d.Check == nil {
				return nil
			}
			return d.Check(options.(*O))
		},
		instance: reflect.TypeFor[I](),
		pkg:      packageOf(reflect.TypeFor[I]()),
	}}
	if d.New != nil {
		p.form.begin = func(w *sim.World, options any) (Instance, error) {
			return d.New(w, *options.(*O))
		}
	}
	return p
}

func packageOf(t reflect.Type) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.PkgPath()
}

// NewOptions returns a pointer to a struct that holds the defaults.
func (p Protocol) NewOptions() any { return p.form.options() }

// Check returns what is wrong with filled-in options, nil if nothing is.
func (p Protocol) Check(options any) error { return p.form.check(options) }

// Begin makes the protocol ready for one run. Options is the result of NewOptions,
// filled in from the scenario.
func (p Protocol) Begin(w *sim.World, options any) (Instance, error) {
	if err := p.Check(options); err != nil {
		return nil, err
	}
	return p.form.begin(w, options)
}

// Package returns the import path of the protocol's code.
func (p Protocol) Package() string { return p.form.pkg }

// Op returns an operation by its name.
func (p Protocol) Op(name string) (Op, bool) {
	for _, op := range p.Ops {
		if op.Name == name {
			return op, true
		}
	}
	return Op{}, false
}

// An Op is something a workload can ask a protocol to do. [NewOp] makes one.
type Op struct {
	Name  string // key of the step, unique over all protocols: "put"
	Doc   string // one sentence for the schema
	About About  // the last word of a line of a churn trace; see Traced

	args     func() any
	check    func(options, args any) error
	do       func(in Instance, args any, r *rand.Rand)
	fill     func(args any, by sim.Selector, about string)
	instance reflect.Type
}

// NewOp returns an operation of instances of type I with arguments of type A, which
// are tagged as options are. Do carries out one workload step at the current instant:
// it starts the work of peers and returns without waiting for it. All random choices
// of the step come from r.
func NewOp[A any, I Instance](name, doc string, defaults A, do func(in I, a *A, r *rand.Rand)) Op {
	op := Op{
		Name: name, Doc: doc,
		args:     func() any { a := defaults; return &a },
		instance: reflect.TypeFor[I](),
	}
	if do != nil {
		op.do = func(in Instance, args any, r *rand.Rand) { do(in.(I), args.(*A), r) }
	}
	return op
}

// Checked returns an operation of which args are held against the protocol's options, when a
// scenario is loaded: what tags cannot say is wrong with them.
func Checked[O, A any](op Op, check func(o *O, a *A) error) Op {
	op.check = func(options, args any) error { return check(options.(*O), args.(*A)) }
	return op
}

// Check returns what is wrong with filled-in arguments beside filled-in options, nil if
// nothing is.
func (op Op) Check(options, args any) error {
	if op.check == nil {
		return nil
	}
	return op.check(options, args)
}

// An About says what the last word of a line of a churn trace is.
type About int

// The kinds of last words. A line of an operation is "time operation peer
// word".
const (
	Untraced  About = iota // no line asks for the operation
	AboutKey               // a key, or nothing
	AboutPeer              // the name of a peer, or nothing
)

// Traced lets lines of churn traces ask for an operation of one peer. Fill takes the
// selector of that peer and the line's last word, a key or the selector of another peer,
// "" if there is none.
func Traced[A any](op Op, about About, fill func(a *A, by sim.Selector, word string)) Op {
	op.About = about
	op.fill = func(args any, by sim.Selector, word string) { fill(args.(*A), by, word) }
	return op
}

// NewArgs returns a pointer to a struct of defaults.
func (op Op) NewArgs() any { return op.args() }

// TraceArgs returns the arguments for a line of a churn trace.
func (op Op) TraceArgs(by sim.Selector, word string) any {
	args := op.NewArgs()
	op.fill(args, by, word)
	return args
}

// Do carries out one workload step of an instance of the protocol.
func (op Op) Do(in Instance, args any, r *rand.Rand) { op.do(in, args, r) }

// An Instance is a protocol in one run. The world calls it from inside the
// simulation, one call at a time.
type Instance interface {
	// Start runs the protocol on a node that has just come up.
	Start(n *sim.Node) error
	// Stop ends it on a node that leaves or has crashed. Messages that Stop
	// sends reach nobody if the node crashed.
	Stop(n *sim.Node)
	// Sample emits gauges at a sampling instant.
	Sample()
}

// Idle is a part of instances that have nothing to do when a node stops, and no gauges.
type Idle struct{}

// Stop implements Instance.
func (Idle) Stop(*sim.Node) {}

// Sample implements Instance.
func (Idle) Sample() {}

// mismatch says that an operation is of other instances than a protocol's.
func (p Protocol) mismatch(op Op) error {
	if op.instance != nil && op.instance != p.form.instance {
		return fmt.Errorf("operation %q is of %v, the protocol's instances are %v", op.Name, op.instance, p.form.instance)
	}
	return nil
}
