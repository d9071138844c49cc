package log

import (
	"errors"
	"fmt"
	"path"

	"github.com/libp2p-sim/sim/sim/trace"
)

// peerPattern returns a function that tells whether a peer is meant by a
// pattern: its name, its group, a selector of scenarios ("servers[0:90]", half
// open), "all", or a glob as of package path.
func peerPattern(roster *trace.Roster, pattern string) (func(peer string) bool, error) {
	if pattern == "all" {
		return func(peer string) bool { return peer != "" }, nil
	}
	switch p, err := trace.ParsePart(pattern); {
	case errors.Is(err, trace.ErrEmptyPart):
		return nil, fmt.Errorf("peers %q: %w", pattern, err)
	case err == nil && !p.Whole():
		return func(peer string) bool { return peer != "" && roster.Seat(peer).In(p) }, nil
	}
	if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
		return nil, fmt.Errorf(`peers %q: want a peer, a group, part of one such as "servers[0:90]", or a pattern such as "servers-1*"`, pattern)
	}
	return func(peer string) bool {
		if peer == "" {
			return false
		}
		if peer == pattern || roster.Seat(peer).Group == pattern {
			return true
		}
		ok, _ := path.Match(pattern, peer)
		return ok
	}, nil
}
