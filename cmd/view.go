package cmd

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/libp2p-sim/sim/report/view"
)

func (a *app) viewCommand() *cobra.Command {
	var port int
	var open bool
	c := &cobra.Command{
		Use:   "view [RUN|DIR]",
		Short: "Show runs in a browser, with their whole event logs",
		Long: "Serve a run directory, a study or a folder of them, by default results, to a\n" +
			"browser on this machine: the list of runs, the report of each with its whole event\n" +
			"log behind it, two runs side by side, and runs that go on as far as they have come.\n" +
			"The address is printed. Nothing outside the folder is shown and nothing is written.\n" +
			"Ctrl-C ends it.",
		Example:           "  sim view\n  sim view results/churn --port 8080\n  sim view results/churn/1b2c3d4e-s42 --open",
		Args:              cobra.MaximumNArgs(1),
		ValidArgsFunction: completeDirs,
		RunE: func(c *cobra.Command, args []string) error {
			dir := "results"
			if len(args) == 1 {
				dir = args[0]
			}
			if port < 0 || port > 65535 {
				return usage(fmt.Errorf("--port %d: want 1 to 65535, or 0 for one that is free", port))
			}
			return a.view(dir, port, open)
		},
	}
	c.Flags().IntVar(&port, "port", 0, "port on 127.0.0.1; 0 takes a free one")
	c.Flags().BoolVar(&open, "open", false, "open it in the browser")
	return c
}

// view serves dir until it is interrupted.
func (a *app) view(dir string, port int, open bool) error {
	ctx, stop := untilWish()
	defer stop()
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return usage(fmt.Errorf("%s is no folder; name a run, or a folder of runs", dir))
	}
	l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return usage(fmt.Errorf("--port %d: %w", port, err))
	}
	h, err := view.New(dir, view.Hosts(l.Addr())...)
	if err != nil {
		_ = l.Close()
		return err
	}
	defer h.Close()
	url := "http://" + l.Addr().String() + "/"
	fmt.Fprintln(a.out, url)
	if open {
		if err := browse(url); err != nil {
			fmt.Fprintln(a.err, "sim: no browser was opened:", err)
		}
	}
	return view.Serve(ctx, l, h)
}

// browse opens an address in the user's browser.
func browse(url string) error {
	opener := "xdg-open"
	if runtime.GOOS == "darwin" {
		opener = "open"
	}
	c := exec.Command(opener, url)
	if err := c.Start(); err != nil {
		return err
	}
	return c.Process.Release()
}
