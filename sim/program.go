package sim

import (
	"fmt"
	"os"
	"slices"

	"github.com/libp2p-sim/sim/sim/seal"
)

// Exec runs main as a program of the node, which is up as a machine without a host, as a
// shell does: with os.Args, name and arguments, which it must read before it waits for
// anything. When it returns, or calls os.Exit, all programs of the machine end: their sockets
// close, and their goroutines stand still for ever.
func (n *Node) Exec(main func(), name string, args ...string) {
	n.renew()
	n.Go(func() {
		os.Args = append([]string{name}, args...)
		main()
		os.Exit(0)
	})
}

// exit ends the programs of the caller's machine, if it has no host.
func (w *World) exit(code int) bool {
	n := w.byName[seal.CurrentLabel()]
	if n == nil || n.stacked != nil || n.machine == nil {
		return false
	}
	if label := n.label; label.Current() && !n.ended && n.running {
		w.Note(n, "machine.exit", nil, fmt.Sprintf("exit status %d", code))
		seal.Nobody(func() {
			go func() {
				if n.label == label && n.running {
					n.machine.Exit()
					n.end()
				}
			}()
		})
	}
	return true
}

// renew lets programs run again on a machine whose programs have ended.
func (n *Node) renew() {
	if !n.ended {
		return
	}
	n.ended, n.label, n.programs = false, n.label.Next(), make(chan struct{})
	n.machine.Relabel(n.label)
	n.world.setClocks()
}

// end lets the goroutines of the node's programs stand still for ever. Their sockets are
// closed before, and those that waited for one still see that: what they hold of the process that
// all machines share, such as a place in http.DefaultTransport, they give back.
func (n *Node) end() {
	if n.ended {
		return
	}
	n.ended = true
	n.label.End()
	close(n.programs)
	for _, op := range slices.Clone(n.world.ops) {
		if op.Node == n {
			n.world.EndOp(op, "aborted")
		}
	}
}
