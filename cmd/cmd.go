// Package cmd is the command sim, one file a verb.
//
// Its nouns are the verb, the run directory that a run leaves behind, and the
// exit code. A program of one's own becomes a sim with more protocols by calling
// [Main] with them, as examples/bitswap does. The simulation runs in a worker
// process, which is this same program.
package cmd

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/protocols/chandylamport"
	"github.com/libp2p-sim/sim/protocols/gossipsub"
	"github.com/libp2p-sim/sim/protocols/kademlia"
	"github.com/libp2p-sim/sim/protocols/mdns"
	"github.com/libp2p-sim/sim/protocols/ping"
	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/scenarios/sweep"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/worker"
)

// Exit codes.
const (
	exitOK          = 0
	exitInternal    = 1   // an error that is not the scenario's: a full disk, a worker killed by others, a bug
	exitUsage       = 2   // wrong usage or an invalid scenario
	exitSimulation  = 3   // the simulation failed: panic, deadlock, livelock, stall, memory
	exitNothing     = 4   // nothing was selected, or runs of a study are missing
	exitDiffers     = 5   // not deterministic
	exitExpectation = 99  // an expectation failed
	exitInterrupted = 130 // interrupted
)

// Builtin returns the protocols that sim comes with.
func Builtin() []protocols.Protocol {
	return []protocols.Protocol{chandylamport.Protocol, gossipsub.Protocol, kademlia.Protocol, mdns.Protocol, ping.Protocol, transfer.Protocol}
}

// A failure is an error with an exit code of its own.
type failure struct {
	code int
	err  error // nil: all has been said
}

func (f *failure) Error() string {
	if f.err == nil {
		return fmt.Sprintf("exit code %d", f.code)
	}
	return f.err.Error()
}

func usage(err error) error { return &failure{exitUsage, err} }

// An app is one invocation.
type app struct {
	known    []protocols.Protocol
	mainFile string // source of the program's main function
	name     string // of the program, as commands to be typed have it
	out, err io.Writer
	shift    int // of the memory of runs, see seal.Config; for tests
}

// Main runs the command line with the given protocols and returns the exit
// code. It must be called from the function main.
func Main(known []protocols.Protocol) (code int) {
	defer func() {
		if e := recover(); e != nil { // Go's own exit code, 2, is that of wrong usage
			fmt.Fprintf(os.Stderr, "sim: a bug: %v\n%s", e, debug.Stack())
			code = exitInternal
		}
	}()
	if worker.Is() {
		return run.Serve(known)
	}
	if err := sound(known); err != nil {
		fmt.Fprintf(os.Stderr, "the protocols of this command are not sound:\n%v\n", err)
		return exitInternal
	}
	_, file, _, _ := runtime.Caller(1)
	a := &app{known: known, mainFile: file, name: filepath.Base(os.Args[0]), out: &output{file: os.Stdout}, err: &output{file: os.Stderr}}
	return a.run(os.Args[1:])
}

// sound says what is wrong with protocols, be it for any user of theirs or for the
// scenario language.
func sound(known []protocols.Protocol) error {
	if err := protocols.Check(known); err != nil {
		return err
	}
	return scenarios.CheckDefaults(known)
}

// again is the command line that runs a scenario file with this program, which
// may have protocols that another sim does not know.
func (a *app) again(file string) string { return typed(a.name, "run", file) }

func (a *app) run(args []string) int {
	root := a.root()
	root.SetArgs(args)
	root.SetOut(a.out)
	root.SetErr(a.err)
	err := root.Execute()
	if err == nil {
		err = lost(a.out)
	}
	if err == nil {
		return exitOK
	}
	f := failureOf(err)
	if f.err != nil {
		fmt.Fprintln(a.err, "sim:", f.err)
	}
	return f.code
}

// failureOf gives an error its exit code.
func failureOf(err error) *failure {
	var f *failure
	var runPlace *run.PlaceError
	var studyPlace *sweep.PlaceError
	var differs *sweep.DiffersError
	switch {
	case errors.As(err, &f):
		return f
	case errors.As(err, &runPlace), errors.As(err, &studyPlace):
		return &failure{exitUsage, err}
	case errors.As(err, &differs):
		return &failure{exitDiffers, err}
	}
	return &failure{exitInternal, err}
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "sim",
		Short: "Deterministic simulation of libp2p networks",
		Long: "sim runs real go-libp2p hosts and protocols in virtual time: the same\n" +
			"scenario and seed give the same bytes, on any machine.",
		Version:       rundir.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.ArbitraryArgs,
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usage(fmt.Errorf("unknown command %q%s; see sim --help", args[0], suggest(c, args[0])))
			}
			return c.Help()
		},
	}
	root.SetVersionTemplate("{{.Name}} {{.Version}}\n") // sim version says more
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		a.runCommand(), a.verifyCommand(), a.validateCommand(), a.listCommand(), a.showCommand(), a.newCommand(),
		a.schemaCommand(), a.reportCommand(), a.sweepCommand(), a.mergeCommand(), a.exploreCommand(), a.traceCommand(), a.diffCommand(), a.compareCommand(),
		a.viewCommand(), a.versionCommand(),
	)
	root.SetUsageTemplate(strings.ReplaceAll(root.UsageTemplate(), "FlagUsages", fmt.Sprint("FlagUsagesWrapped ", helpWidth)))
	root.InitDefaultCompletionCmd(args0()...)
	for _, c := range root.Commands() {
		c.Long = reflow(c.Long)
		c.Args = asUsage(c.Args)
		completeFlags(c)
	}
	return root
}

// helpWidth is how many columns of a terminal help takes.
const helpWidth = 80

// reflow lays the paragraphs of a text out anew; lines that are further in stay.
func reflow(text string) string {
	var b strings.Builder
	paragraph := ""
	flush := func() {
		if paragraph != "" {
			b.WriteString(say.Wrap(paragraph, helpWidth, 0) + "\n")
		}
		paragraph = ""
	}
	for line := range strings.SplitSeq(text, "\n") {
		if line == "" || line[0] == ' ' {
			flush()
			b.WriteString(line + "\n")
			continue
		}
		paragraph += line + " "
	}
	flush()
	return strings.TrimRight(b.String(), "\n")
}

// args0 makes cobra offer completion although we have arguments of our own.
func args0() []string { return nil }

func suggest(c *cobra.Command, word string) string {
	c.SuggestionsMinimumDistance = 2
	if s := c.SuggestionsFor(word); len(s) > 0 {
		slices.Sort(s)
		return fmt.Sprintf("; did you mean %q?", s[0])
	}
	return ""
}

// asUsage gives complaints about arguments the exit code of wrong usage, and words that
// say what is wanted.
func asUsage(check cobra.PositionalArgs) cobra.PositionalArgs {
	if check == nil {
		return nil
	}
	return func(c *cobra.Command, args []string) error {
		if check(c, args) == nil {
			return nil
		}
		want := strings.TrimSuffix(c.UseLine(), " [flags]")
		got := say.Count(len(args), "argument")
		if len(args) == 0 {
			got = "no arguments"
		}
		return usage(fmt.Errorf("got %s; want %s; see %s --help", got, want, c.CommandPath()))
	}
}
