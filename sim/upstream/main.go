// Command upstream runs the test suites of libraries that use libp2p hosts against
// simulated hosts.
//
//	upstream -overlay FILE [-scratch DIR] [-run REGEXP] [SUITE...]
//
// Its nouns are the [suite], a package of a library, whose sources lie in the module
// cache at the version that go.mod names; the exchange of what its tests make hosts
// with, for package hosts, and of their bodies for runs (see [exchange]); and the
// [exception], a test that cannot pass on simulated hosts, with the reason. The run
// fails if a test fails that is no exception, and if an exception does not fail. It
// works on copies in DIR, which git ignores: nothing of a library's gets into this
// repository. It is a module of its own so that the simulator does not depend on what
// these libraries need for tests. It does not show that a simulated host is one of
// go-libp2p's: these are the tests of those who use hosts.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "upstream:", err)
		os.Exit(1)
	}
}

func run(args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("upstream", flag.ExitOnError)
	sealed := flags.String("overlay", "", "overlay.json of the sealed runtime")
	dir := flags.String("scratch", ".upstream", "directory for copies of the tested modules")
	only := flags.String("run", "", "run tests that match this regular expression")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *sealed == "" {
		return fmt.Errorf("want -overlay, of the sealed runtime")
	}
	wanted, err := choose(flags.Args())
	if err != nil {
		return err
	}
	overlay, err := filepath.Abs(*sealed)
	if err != nil {
		return err
	}
	made := map[bool]scratch{} // with sockets, and without
	for sockets, some := range bySockets(wanted) {
		under := "hosts"
		if sockets {
			under = "sockets"
		}
		if made[sockets], err = fill(filepath.Join(*dir, under), some); err != nil {
			return err
		}
	}
	bad := 0
	for _, u := range wanted {
		outcomes, err := goTest{overlay: overlay, modfile: made[u.sockets].modfile(), only: *only}.run(u)
		if err != nil {
			return err
		}
		v := judge(u, outcomes, *only == "")
		v.write(stdout, u)
		bad += len(v.wrong)
	}
	if bad > 0 {
		return fmt.Errorf("%d tests did not do what they are to do", bad)
	}
	return nil
}
