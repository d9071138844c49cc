package simtest

import (
	"net/netip"
	"os"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim"
)

// A Machine is a peer of the network that runs any program: what it does with package
// net, and with libraries above it, goes over the simulated network. Others reach it by
// its name, or by its address. Its programs may be an HTTP server, or hosts that
// libp2p.New makes with its default transports.
type Machine struct {
	net  *Net
	node *sim.Node
}

// Machine adds a machine with a name and starts it. Sockets are simulated on Linux alone.
func (n *Net) Machine(name string, options ...Option) *Machine {
	c := sim.NodeConfig{Name: name, Dialable: true}
	for _, o := range options {
		o(&c)
	}
	node, err := n.world.Add(c)
	if err == nil {
		err = node.StartMachine()
	}
	if err != nil {
		n.Fatalf("starting machine %s: %v", name, err)
	}
	return &Machine{n, node}
}

// Do calls f as a program of the machine: its sockets are those of the machine, also in
// goroutines that f starts.
func (m *Machine) Do(f func()) { m.node.Do(f) }

// Go starts f as a program of the machine.
func (m *Machine) Go(f func()) { m.node.Go(f) }

// Exec runs a main function as a program of the machine, as a shell does: with os.Args, the
// name and arguments, which it must read before it waits for anything. When it returns, or
// calls os.Exit, as log.Fatal does, all programs of the machine end: their sockets close, and
// their goroutines stand still for ever. [Machine.Signal] interrupts it.
func (m *Machine) Exec(main func(), name string, args ...string) { m.node.Exec(main, name, args...) }

// Name returns the machine's name, which resolves to its address.
func (m *Machine) Name() string { return m.node.Name }

// Addr returns the machine's address.
func (m *Machine) Addr() netip.Addr { return m.node.Machine().Addrs[0] }

// ID returns the identity of the machine, which follows from the seed and its name. A
// host of libp2p.New has it if it is given Key.
func (m *Machine) ID() peer.ID { return m.node.ID }

// Key returns the private key of ID, for libp2p.Identity.
func (m *Machine) Key() ic.PrivKey { return m.node.Key() }

// Node returns the machine as a node of [Net.World].
func (m *Machine) Node() *sim.Node { return m.node }

// Signal sends a signal to programs of the machine that have asked for it with os/signal,
// as most have for os.Interrupt, and reports whether there are any. It ends no program by
// itself.
func (m *Machine) Signal(s os.Signal) bool { return m.node.Signal(s) }

// Crash takes the power from the machine: its sockets are gone, nobody is told, and the
// goroutines of its programs stand still for ever.
func (m *Machine) Crash() {
	if m.node.Up() {
		m.net.suffer(m.node, "crash")
		m.node.Crash(nil)
	}
}

// Leave ends the programs of the machine: its kernel closes their sockets, and their
// goroutines stand still for ever.
func (m *Machine) Leave() {
	m.net.recover(m.node)
	m.node.Leave(nil)
}

// Restart starts a machine that is down again, with the old address and no programs.
func (m *Machine) Restart() {
	m.net.recover(m.node)
	if err := m.node.StartMachine(); err != nil {
		m.net.Fatalf("restarting %s: %v", m.node.Name, err)
	}
}

// Pause stops the programs of the machine, as SIGSTOP does. Its kernel goes on.
func (m *Machine) Pause() {
	m.net.Settle()
	if m.node.Up() && !m.node.Paused() {
		m.net.suffer(m.node, "pause")
		m.node.Pause()
	}
}

// Resume lets the programs of a paused machine go on.
func (m *Machine) Resume() {
	if m.node.Paused() {
		m.net.recover(m.node)
	}
	m.node.Resume()
}
