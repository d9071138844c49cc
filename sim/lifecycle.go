package sim

import (
	"fmt"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	bhost "github.com/libp2p/go-libp2p/p2p/host/basic"

	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// Start brings the node up with a new host, or as a machine without one if the world has
// machines.
func (n *Node) Start() error {
	if n.Up() {
		return fmt.Errorf("sim: %s is up already", n.Name)
	}
	switch {
	case n.world.cfg.Machines:
		return n.StartMachine()
	case n.world.cfg.Stack != nil:
		return n.startStack()
	}
	var err error
	n.Do(func() { n.host, err = newHost(n) })
	if err == nil {
		n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Up, P: n.Name})
	}
	return err
}

func newHost(n *Node) (*fabricHost, error) {
	base, err := n.world.mock.AddPeer(n.key, n.Addr)
	if err != nil {
		return nil, fmt.Errorf("sim: host of %s: %w", n.Name, err)
	}
	basic, ok := base.(*bhost.BasicHost)
	if !ok {
		return nil, fmt.Errorf("sim: mocknet made a %T, want a basic host", base)
	}
	n.world.openHosts++
	h := &fabricHost{
		Host:     base,
		base:     basic,
		node:     n,
		conns:    map[peer.ID][]*conn{},
		dials:    map[peer.ID]*dial{},
		backoffs: map[peer.ID]*backoff{},
		gone:     make(chan struct{}),
	}
	h.net = &netView{Network: base.Network(), host: h}
	if h.events, err = newEvents(n); err != nil {
		return nil, err
	}
	if err := h.startIdentify(); err != nil {
		return nil, err
	}
	if err := h.startManager(); err != nil {
		return nil, err
	}
	return h, nil
}

// Leave takes the node down gracefully: its connections close, and the others
// know one delay later. Before, stop, if not nil, is called while the host can
// still send.
func (n *Node) Leave(stop func()) {
	h, life := n.host, n.life
	if !n.Up() {
		return
	}
	if stop != nil {
		n.Do(stop)
	}
	if !n.Up() || n.life != life {
		return // it went down while it stopped
	}
	if n.running {
		n.leaveMachine()
		return
	}
	if n.host != h {
		return // stop has closed the host
	}
	conns := h.everyConn()
	n.kill("leave")
	for _, c := range conns {
		c.shut(errDown)
		c.tell(&network.ConnError{Remote: true, ErrorCode: network.ConnShutdown})
	}
	h.reap()
}

// Crash takes the node down silently: the others find out when their probes
// stay unanswered. After, stop, if not nil, is called to release the resources
// of the node's protocols; nothing that stop sends arrives.
func (n *Node) Crash(stop func()) {
	if !n.Up() {
		return
	}
	if n.running {
		n.kill("crash")
		if n.stacked == nil {
			n.machine.Off()
			n.end()
			if stop != nil {
				seal.Nobody(stop)
			}
			return
		}
		n.machine.Off()
		n.stopStack()
		if stop != nil {
			n.Do(stop)
		}
		return
	}
	h := n.host
	conns := h.everyConn()
	n.kill("crash")
	now := clock()
	for _, c := range conns {
		c.shut(errDown)
		c.lane.silence()
		c.far.watch(now, func() bool { return true })
	}
	if stop != nil {
		n.Do(stop)
	}
	h.reap()
}

// kill ends the node's host and records how.
func (n *Node) kill(how string) {
	n.world.rec.event(&trace.Event{T: int64(clock()), Kind: trace.Down, P: n.Name, Detail: how})
	if n.paused {
		n.paused, n.asleep = false, nil
		if !n.running || n.stacked != nil { // programs without a host end, as they are
			n.label.Resume()
		}
	}
	if n.running {
		n.running = false
		return
	}
	n.host.dead = true
	close(n.host.gone)
	n.host = nil
}

// Close implements host.Host: its node leaves, and the host is of no use any more.
func (h *fabricHost) Close() error {
	if h.node.host == h {
		h.node.Leave(nil)
	}
	return nil
}

// Pause stops the node's process, as SIGSTOP does: none of its goroutines runs
// until Resume, and events that they wait for wait for them. Its machine lives
// on and takes in arriving data; others notice when their probes stay
// unanswered. The clock goes on: timers that are over by then fire at Resume.
func (n *Node) Pause() {
	if !n.Up() || n.paused {
		return
	}
	n.paused = true
	n.pauses++
	n.label.Pause()
	if n.running {
		return // its machine goes on
	}
	for _, c := range n.host.everyConn() {
		c.far.watchPaused(clock())
	}
}

// Paused reports whether the node is up and its process stopped.
func (n *Node) Paused() bool { return n.paused }

// Resume lets a paused process go on.
func (n *Node) Resume() {
	if !n.paused {
		return
	}
	n.paused, n.resumed = false, clock()
	n.label.Resume()
	waiting := n.asleep
	n.asleep = nil
	for _, f := range waiting {
		n.label.Go(f)
	}
}
