package cmd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/report/pcap"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/trace"
)

type traceFlags struct {
	query  log.Query
	limit  int64
	format string
	follow string
	export string
	out    string
	sample log.Sample
}

func (a *app) traceCommand() *cobra.Command {
	var f traceFlags
	c := &cobra.Command{
		Use:   "trace RUN",
		Short: "Print, follow or export the events of a run",
		Long: "Print the events of a run directory as lines: virtual time, peer, event.\n" +
			"Filters of one kind add up, those of different kinds narrow down. Peers are\n" +
			"names, groups, selectors such as servers[0:90], or patterns such as servers-1*;\n" +
			"operations are peer/n, the nth of a peer, such as clients-4/7; names; patterns\n" +
			"such as kademlia.*; or name#n, the nth of its name.\n\n" +
			"--follow tells one operation as a story: its requests, their answers, and how\n" +
			"long each leg took; with tracing in the scenario, also the steps that kad-dht\n" +
			"reported.\n\n" +
			"--export otlp writes operations as traces that Jaeger reads (OTLP, JSON lines),\n" +
			"chrome all events for Perfetto or chrome://tracing, shiviz a log with vector\n" +
			"clocks, pcap the packets for Wireshark if the scenario has them recorded\n" +
			"(network: {record: packets}). --sample draws a share of the operations; --slow and --failed keep those\n" +
			"that were slow or failed, beside the sample if there is one.\n\n" +
			"If nothing is selected, the exit code is 4.",
		Example: "  sim trace results/churn/1b2c3d4e-s42 --peer clients --kind dialfail | head\n" +
			"  sim trace results/churn/1b2c3d4e-s42 --follow kademlia.get#7\n" +
			"  sim trace results/churn/1b2c3d4e-s42 --export otlp --failed -o traces.jsonl",
		Args:              cobra.ExactArgs(1),
		ValidArgsFunction: completeDirs,
		RunE: func(c *cobra.Command, args []string) error {
			if err := f.check(c); err != nil {
				return usage(err)
			}
			return a.trace(args[0], &f)
		},
	}
	f.add(c)
	return c
}

// trace shows a run as the flags say.
func (a *app) trace(dir string, f *traceFlags) error {
	l, err := log.Open(dir)
	if err != nil {
		return usage(err)
	}
	f.query.Seed = l.Manifest.Seed
	if _, f.query.Roster, err = l.Peers(); err != nil {
		return usage(err)
	}
	filter, err := f.query.Filter()
	if err != nil {
		return usage(err)
	}
	switch {
	case f.follow != "":
		err = a.follow(l, f.follow)
	case f.export != "":
		err = a.export(l, filter, f)
	default:
		err = a.printEvents(l, filter, f)
	}
	if errors.Is(err, syscall.EPIPE) {
		return nil // whoever reads has enough
	}
	return err
}

func (f *traceFlags) add(c *cobra.Command) {
	flags := c.Flags()
	durationVar(c, &f.query.From, "from", 0, "events at this virtual time or later")
	durationVar(c, &f.query.To, "to", 0, "events before this virtual time")
	flags.StringArrayVar(&f.query.Peers, "peer", nil, "events of a peer, or that concern it; repeatable")
	flags.StringSliceVar(&f.query.Kinds, "kind", nil, "kinds of events, as in the log: send,recv; repeatable")
	flags.StringArrayVar(&f.query.Protocols, "protocol", nil, "messages of a libp2p protocol `ID`, or of all that begin so; repeatable")
	flags.StringArrayVar(&f.query.Ops, "op", nil, "events of an operation, by `name, name#n or peer/n`; repeatable")
	flags.StringArrayVar(&f.query.Traces, "trace", nil, "events of the operation with this trace `ID`, or a beginning of it; repeatable")
	flags.Int64Var(&f.limit, "limit", 0, "end after so many events; 0 is no limit")
	flags.StringVar(&f.format, "format", "text", "text, or jsonl as in the log")
	flags.StringVar(&f.follow, "follow", "", "tell the story of an operation: `name#n or peer/n`")
	flags.StringVar(&f.export, "export", "", "write another `format`: otlp, chrome, shiviz or pcap")
	flags.StringVarP(&f.out, "output", "o", "", "file for --export; stdout without")
	flags.Float64Var(&f.sample.Rate, "sample", 0, "export this share of the operations, 0 to 1")
	durationVar(c, &f.sample.Slow, "slow", 0, "export operations that took at least so long")
	flags.BoolVar(&f.sample.Failed, "failed", false, "export operations that did not end well")
}

// narrowing are the flags by which events are chosen.
var narrowing = []string{"from", "to", "peer", "kind", "protocol", "op", "trace"}

// check finds flags that do not go together.
func (f *traceFlags) check(c *cobra.Command) error {
	changed := c.Flags().Changed
	refuse := func(with string, names ...string) error {
		for _, n := range names {
			if changed(n) {
				return fmt.Errorf("--%s does not go with %s", n, with)
			}
		}
		return nil
	}
	switch {
	case !slices.Contains([]string{"text", "jsonl"}, f.format):
		return fmt.Errorf("--format %q: want text or jsonl", f.format)
	case !slices.Contains([]string{"", "otlp", "chrome", "shiviz", "pcap"}, f.export):
		return fmt.Errorf("--export %q: want otlp, chrome, shiviz or pcap", f.export)
	case f.limit < 0:
		return fmt.Errorf("--limit %d: want a number of events", f.limit)
	}
	switch {
	case changed("follow"):
		return refuse("--follow", append([]string{"export", "output", "sample", "slow", "failed", "limit", "format"}, narrowing...)...)
	case f.export == "pcap":
		return refuse("--export pcap", "limit", "format", "kind", "op", "trace", "sample", "slow", "failed")
	case changed("export"):
		return errors.Join(refuse("--export", "limit", "format"), f.sample.Check())
	}
	for _, n := range []string{"output", "sample", "slow", "failed"} {
		if changed(n) {
			return fmt.Errorf("--%s needs --export", n)
		}
	}
	return nil
}

func nothing(format string, args ...any) error {
	return &failure{exitNothing, fmt.Errorf(format, args...)}
}

// printEvents prints the events that the filter keeps.
func (a *app) printEvents(l *log.Log, filter *log.Filter, f *traceFlags) error {
	w := bufio.NewWriterSize(a.out, 1<<16)
	p := log.NewPrinter(w)
	n := int64(0)
	for e, err := range filter.Select(l.Events()) {
		if err != nil {
			return errors.Join(w.Flush(), err)
		}
		if f.format == "jsonl" {
			_, err = w.Write(append(e.Raw, '\n'))
		} else {
			err = p.Print(e)
		}
		if err != nil {
			return err
		}
		if n++; n == f.limit {
			break
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if n == 0 {
		return a.noneSelected(l, f, "event")
	}
	return nil
}

// noneSelected says that nothing is selected and, where operations were asked for, which there are.
func (a *app) noneSelected(l *log.Log, f *traceFlags, what string) error {
	some := ""
	if len(f.query.Ops) > 0 {
		index, err := log.NewIndex(l.Events())
		if err != nil {
			return err
		}
		some = someOps(index)
	}
	return nothing("no %s in the log of %s is selected%s", what, l.Dir, some)
}

// follow tells the story of one operation.
func (a *app) follow(l *log.Log, name string) error {
	index, err := log.NewIndex(l.Events())
	if err != nil {
		return err
	}
	op, err := index.FindOp(name)
	if errors.Is(err, log.ErrNoOp) {
		return nothing("the log of %s has no operation %s%s", l.Dir, name, someOps(index))
	}
	if err != nil {
		return usage(err)
	}
	w := bufio.NewWriterSize(a.out, 1<<16)
	var own []trace.Span
	for s, err := range l.Spans() {
		if err != nil {
			return err
		}
		if s.Operation() == op.Operation() {
			own = append(own, *s)
		}
	}
	peers, _, err := l.Peers()
	if err != nil {
		return err
	}
	return errors.Join(index.Story(w, op, l.Events(), own, peers), w.Flush())
}

// someOps says what operations a log has.
func someOps(x *log.Index) string {
	of := map[string]int64{}
	var names []string
	for _, o := range x.Ops {
		if of[o.Name] == 0 {
			names = append(names, o.Name)
		}
		of[o.Name]++
	}
	slices.Sort(names)
	for i, n := range names {
		names[i] = fmt.Sprintf("%s#1 to #%d", n, of[n])
		if of[n] == 1 {
			names[i] = n + "#1"
		}
	}
	if len(names) == 0 {
		return ", nor any other"
	}
	return "; it has " + strings.Join(names, ", ")
}

// shivizMany is more events than ShiViz shows without trouble.
const shivizMany = 10_000

func (a *app) export(l *log.Log, filter *log.Filter, f *traceFlags) error {
	if l.Manifest.Format == 0 {
		fmt.Fprintf(a.err, "sim: %s has no manifest: the run was given up before it was complete\n", l.Dir)
	}
	x := log.Export{Log: l, Filter: filter, Sample: f.sample}
	captured := func(w io.Writer) (int64, error) { return pcap.Write(w, l, filter) }
	write := map[string]func(io.Writer) (int64, error){"otlp": x.OTLP, "chrome": x.Chrome, "shiviz": x.ShiViz, "pcap": captured}[f.export]
	what := "event"
	switch f.export {
	case "otlp":
		what = "operation"
	case "pcap":
		what = "packet"
	}
	n, err := a.toFile(f.out, write)
	if errors.Is(err, pcap.ErrNoPackets) {
		return nothing("%s: %w", l.Dir, err)
	}
	if err != nil {
		return err
	}
	if n == 0 {
		return a.noneSelected(l, f, what)
	}
	if f.export == "shiviz" && n > shivizMany {
		fmt.Fprintf(a.err, "sim: %d events are more than ShiViz can show; narrow them down with --from, --to, --peer or --op\n", n)
	}
	return nil
}

// errNothing leaves a file as it was.
var errNothing = errors.New("nothing is selected")

// toFile writes a whole file, or none if nothing was selected.
func (a *app) toFile(path string, write func(io.Writer) (int64, error)) (n int64, err error) {
	if path == "" {
		return write(a.out)
	}
	err = atomicfile.Write(path, func(w io.Writer) error {
		if n, err = write(w); err == nil && n == 0 {
			return errNothing
		}
		return err
	})
	if errors.Is(err, errNothing) {
		err = nil
	}
	return n, err
}
