package inet

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/internal/inbox"
	"github.com/libp2p-sim/sim/sim/internal/tcpflow"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// Config says what is between machines.
type Config struct {
	Order uint64 // decides, with the senders' names, the order of what arrives at one instant
	// Route returns the route between two machines as present faults make it.
	Route func(from, to *Machine) *link.Route
	// Blocked reports whether a fault stops all that one sends to the other. Nil: never.
	Blocked func(from, to *Machine) bool
	// Stopped is told of all that such a fault stops. May be nil.
	Stopped func(from, to *Machine)
	// Mangle returns what arrives of a datagram that is not lost: itself, or what faults make of
	// it. All but the first are sent as it is. May be nil; draw returns its random stream.
	Mangle func(from, to *Machine, data []byte, draw func() *rand.Rand) [][]byte
	// Congestion is the law of TCP's congestion windows.
	Congestion tcpflow.Law
	// Rand returns the random stream with a name.
	Rand func(name string) *rand.Rand
	// Segment returns the local network with a name. Nil: none has a latency or loses anything.
	Segment func(name string) Segment
	// Names resolves names that are not those of machines, nil for none.
	Names func(name string) []netip.Addr
	// Texts returns the texts of a name, nil for none.
	Texts func(name string) []string
	// Record is told of every packet that is sent, nil for nobody.
	Record func(*Packet)
}

// Net is a network.
type Net struct {
	cfg      Config
	machines []*Machine          // by index
	byLabel  map[string]*Machine // by name
	byFolded map[string]*Machine // by name in small letters, the first that has it
	public   realm
	sockets  map[int]*socket       // by descriptor
	orphans  map[int]*Machine      // descriptors that programs of before still hold
	pairs    map[[2]int]*datagrams // by the indices of sender and receiver
}

// New makes a network without machines, and makes it that of the present run.
func New(c Config) (*Net, error) {
	n := &Net{
		cfg: c, byLabel: map[string]*Machine{}, byFolded: map[string]*Machine{},
		sockets: map[int]*socket{}, orphans: map[int]*Machine{}, pairs: map[[2]int]*datagrams{},
	}
	if n.cfg.Blocked == nil {
		n.cfg.Blocked = func(_, _ *Machine) bool { return false }
	}
	if err := seal.Sockets(n); err != nil {
		return nil, err
	}
	return n, n.warm()
}

// warm lets package net find out once what sockets there are, on a machine that nobody
// has: whoever asks first would pay for all.
func (n *Net) warm() error {
	m, err := n.Add(MachineConfig{Name: "inet"})
	if err != nil {
		return err
	}
	m.Do(func() {
		var l net.Listener
		if l, err = net.Listen("tcp", "localhost:0"); err == nil {
			err = l.Close()
		}
	})
	n.machines, n.byLabel, n.byFolded = nil, map[string]*Machine{}, map[string]*Machine{}
	return err
}

// A Machine has addresses, and programs that run on it.
type Machine struct {
	Index int // in the order of Add
	Name  string
	Addrs []netip.Addr // without those of the loopback
	Owner any          // who made it

	net      *Net
	label    *seal.Label // of its programs
	kernel   *seal.Label // of what happens to it whether they run or not
	box      *Box        // behind which it is, nil on the public network
	up, down *link.Pipe
	off      bool
	futile   int                // tries of programs that have ended to use their sockets
	segment  string             // on which it hears multicasts, "" for none
	groups   map[netip.Addr]int // of multicasts: how many of its sockets are in each
	chances  map[string]*rand.Rand

	inbox  *inbox.Inbox[func()]
	sender inbox.Sender
	sent   int64 // packets so far

	descriptors []bool                  // those in use, by number
	ports       [2]map[uint16][]*socket // sockets bound to a port: TCP and UDP
	next        [2]uint16               // the ephemeral port that is tried first
	conns       map[tuple]*conn
}

// A MachineConfig describes a machine.
type MachineConfig struct {
	Name     string
	Addrs    []netip.Addr
	Label    *seal.Label // of its programs, nil for one with its name
	Up, Down *link.Pipe  // nil without limit
	Behind   *Box        // a NAT, nil for none
	Segment  string      // on which it hears multicasts, "" for none
	Owner    any
}

// firstPort is the first ephemeral port, as in Linux.
const firstPort = 32768

// Add adds a machine.
func (n *Net) Add(c MachineConfig) (*Machine, error) {
	m := &Machine{
		Index: len(n.machines), Name: c.Name, Addrs: c.Addrs, Owner: c.Owner, net: n, label: c.Label, box: c.Behind, up: c.Up, down: c.Down,
		next: [2]uint16{firstPort, firstPort}, conns: map[tuple]*conn{}, segment: c.Segment, groups: map[netip.Addr]int{},
	}
	m.ports = [2]map[uint16][]*socket{{}, {}}
	if n.byLabel[c.Name] != nil {
		return nil, fmt.Errorf("inet: two machines are called %s", c.Name)
	}
	if m.label == nil {
		m.label = seal.NewLabel(c.Name)
	}
	m.kernel = seal.NewLabel("kernel of " + c.Name)
	m.sender = inbox.SenderOf(c.Name)
	m.inbox = inbox.New(n.cfg.Order, m.kernel.Do, func(f func()) { f() })
	n.byLabel[c.Name] = m
	if folded := strings.ToLower(c.Name); n.byFolded[folded] == nil {
		n.byFolded[folded] = m
	}
	for _, a := range c.Addrs {
		if err := m.realm().claim(a, c.Name, m); err != nil {
			return nil, err
		}
	}
	if m.box != nil && m.box.first == nil {
		m.box.first = m
	}
	n.machines = append(n.machines, m)
	return m, nil
}

// Relabel lets programs that Do and Go start from now on have another label, of the same
// name.
// Programs of before stand still by now, so that their descriptors are free.
func (m *Machine) Relabel(l *seal.Label) {
	m.label, m.futile = l, 0
	for fd, of := range m.net.orphans {
		if of == m {
			delete(m.net.orphans, fd)
			m.release(fd)
		}
	}
}

// Do calls f as a program of the machine.
func (m *Machine) Do(f func()) { m.label.Do(f) }

// Go starts f as a program of the machine.
func (m *Machine) Go(f func()) { m.label.Go(f) }

// chance returns the machine's stream of random numbers for a purpose.
func (m *Machine) chance(of string) *rand.Rand {
	if m.chances[of] == nil {
		if m.chances == nil {
			m.chances = map[string]*rand.Rand{}
		}
		m.chances[of] = m.net.cfg.Rand(of + "/" + m.Name)
	}
	return m.chances[of]
}

// current returns the machine whose program calls, nil if it is none's.
func (n *Net) current() *Machine {
	m := n.byLabel[seal.CurrentLabel()]
	if m == nil || !m.label.Current() {
		return nil // also for programs of a life that has ended
	}
	return m
}

// loop is the delay of a packet from a machine to itself. It is an assumption.
const loop = 20 * time.Microsecond

var loopRoute = &link.Route{There: link.Way{Delay: loop}, Back: link.Way{Delay: loop}}

// route returns the route from m to another machine, or to itself.
func (m *Machine) route(to *Machine) *link.Route {
	if m == to {
		return loopRoute
	}
	return m.net.cfg.Route(m, to)
}

func (m *Machine) blocked(to *Machine) bool { return m != to && m.net.cfg.Blocked(m, to) }

// stops is blocked of something that m sends.
func (m *Machine) stops(to *Machine) bool {
	if !m.blocked(to) {
		return false
	}
	if m.net.cfg.Stopped != nil {
		m.net.cfg.Stopped(m, to)
	}
	return true
}

// pipes returns the capacities on the way from m to another machine.
func (m *Machine) pipes(to *Machine) (up, down *link.Pipe) {
	if m == to {
		return nil, nil
	}
	return m.up, to.down
}

// has reports whether an address is one of the machine's own.
func (m *Machine) has(a netip.Addr) bool {
	return a.IsLoopback() || m.realm().at[a] == endpoint(m)
}

// source is the address from which m sends to another.
func (m *Machine) source(to netip.Addr) netip.Addr {
	if to.IsLoopback() || to.IsUnspecified() {
		if to.Is4() {
			return netip.AddrFrom4([4]byte{127, 0, 0, 1})
		}
		return netip.IPv6Loopback()
	}
	for _, a := range m.Addrs {
		if a.Is4() == to.Is4() {
			return a
		}
	}
	return netip.Addr{}
}
