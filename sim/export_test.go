package sim

import (
	ma "github.com/multiformats/go-multiaddr"
	manet "github.com/multiformats/go-multiaddr/net"
)

// OpenHosts counts mocknet hosts that were made and not closed.
func (w *World) OpenHosts() int { return w.openHosts }

// MocknetConns counts the connections that mocknet has at a node's host.
func (n *Node) MocknetConns() int { return len(n.host.base.Network().Conns()) }

// Address returns the address of a node.
func Address(slot, generation int) (ma.Multiaddr, error) { return address(slot, generation) }

// Public reports whether go-multiaddr takes an address for public.
func Public(a ma.Multiaddr) bool { return manet.IsPublicAddr(a) }
