package log

import (
	"fmt"
	"path"
	"regexp"
	"strconv"

	"github.com/libp2p-sim/sim/sim/trace"
)

// selectorShape is "servers[3]" or "servers[0:90]". "servers-[12]" is a glob.
var selectorShape = regexp.MustCompile(`^([^*?\[\]\\]*[^*?\[\]\\.-])\[(\d{1,7})(?::(\d{1,7}))?\]$`)

// peerPattern returns a function that tells whether a peer is meant by a
// pattern: its name, its group, a selector of scenarios ("servers[0:90]", half
// open), "all", or a glob as of package path.
func peerPattern(roster *trace.Roster, pattern string) (func(peer string) bool, error) {
	if pattern == "all" {
		return func(peer string) bool { return peer != "" }, nil
	}
	if m := selectorShape.FindStringSubmatch(pattern); m != nil {
		first, _ := strconv.Atoi(m[2])
		end := first + 1
		if m[3] != "" {
			end, _ = strconv.Atoi(m[3])
		}
		if end <= first {
			return nil, fmt.Errorf("peers %q: want a range whose end is above its start", pattern)
		}
		return func(peer string) bool {
			return peer != "" && roster.Seat(peer).In(m[1], first, end)
		}, nil
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
