//go:build simsealed

package cmd

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// cutLog is a command for scripts: cutlog RUN N leaves the first N events of a run's log.
func cutLog() {
	if err := cutTo(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "cutlog:", err)
		os.Exit(1)
	}
}

func cutTo(dir, events string) error {
	n, err := strconv.Atoi(events)
	if err != nil {
		return err
	}
	r, err := (&log.Log{Dir: dir}).Reader()
	if err != nil {
		return err
	}
	text, err := io.ReadAll(r)
	if err = errors.Join(err, r.Close()); err != nil {
		return err
	}
	z, err := rundir.CreateZipped(filepath.Join(dir, trace.EventsFile))
	if err != nil {
		return err
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	_, err = z.Write(bytes.Join(lines[:n], nil))
	return errors.Join(err, z.Close())
}
