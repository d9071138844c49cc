package cmd

import (
	"context"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"
)

// oneWish is the time within which signals are one wish to end: GNU timeout, Slurm and
// systemd signal the process and then its group.
const oneWish = 2 * time.Second

// endings are the signals that ask a program to end: Ctrl-C, a batch system, a closed
// terminal. Those that were ignored when it began stay so, as under nohup and in the
// background of a script.
func endings() []os.Signal {
	var all []os.Signal
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		if !signal.Ignored(s) {
			all = append(all, s)
		}
	}
	return all
}

// onWish calls first when somebody asks the program to end, and again when somebody
// who has waited does once more. They replace the usual effect of signals until the
// function that it returns is called.
func onWish(first, again func()) (forget func()) {
	signals := make(chan os.Signal, 8)
	if all := endings(); len(all) > 0 { // of none, Notify makes all
		signal.Notify(signals, all...)
	}
	done := make(chan struct{})
	go func() {
		var w wish
		for {
			select {
			case <-done:
				return
			case <-signals:
			}
			switch w.signalled(time.Now()) {
			case 1:
				first()
			case 2:
				again()
			}
		}
	}()
	return sync.OnceFunc(func() {
		signal.Stop(signals)
		close(done)
	})
}

// A wish is a request to end, which several signals may make together.
type wish struct{ begun time.Time }

// signalled is told of a signal and returns 1 for the first wish, 2 for a later one,
// 0 for one that is part of the first.
func (w *wish) signalled(now time.Time) int {
	switch {
	case w.begun.IsZero():
		w.begun = now
		return 1
	case now.Sub(w.begun) < oneWish:
		return 0
	}
	return 2
}

// giveUp ends the program for somebody who does not want to wait for the rest of
// its work.
func giveUp() { os.Exit(exitInterrupted) }

// untilWish returns a context that is cancelled when somebody asks the program to end.
func untilWish() (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.Background())
	forget := onWish(cancel, giveUp)
	return ctx, func() { forget(); cancel() }
}
