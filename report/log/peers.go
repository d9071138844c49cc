package log

import (
	"fmt"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// GroupOf returns the group of a peer by the convention of scenarios, by which
// the peers of group servers are servers-0, servers-1 and so on. A peer whose
// name has no such number, as a pod has, is a group of its own.
func GroupOf(peer string) string {
	group, _ := split(peer)
	return group
}

// split takes the number off the name of a peer; -1 if it has none.
func split(peer string) (group string, index int) {
	at := strings.LastIndexByte(peer, '-')
	if at <= 0 {
		return peer, -1
	}
	i, err := strconv.ParseUint(peer[at+1:], 10, 31)
	if err != nil {
		return peer, -1
	}
	return peer[:at], int(i)
}

// selectorShape is "servers[3]" or "servers[0:90]". "servers-[12]" is a glob.
var selectorShape = regexp.MustCompile(`^([^*?\[\]\\]*[^*?\[\]\\.-])\[(\d{1,7})(?::(\d{1,7}))?\]$`)

// peerPattern returns what tells whether a peer is meant by a pattern: its name,
// its group, a selector of scenarios ("servers[0:90]", half open), "all", or a
// glob as of package path.
func peerPattern(pattern string) (func(peer string) bool, error) {
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
			group, i := split(peer)
			return group == m[1] && first <= i && i < end
		}, nil
	}
	if _, err := path.Match(pattern, ""); err != nil || pattern == "" {
		return nil, fmt.Errorf(`peers %q: want a peer, a group, part of one such as "servers[0:90]", or a pattern such as "servers-1*"`, pattern)
	}
	return func(peer string) bool {
		if peer == "" {
			return false
		}
		if peer == pattern || GroupOf(peer) == pattern {
			return true
		}
		ok, _ := path.Match(pattern, peer)
		return ok
	}, nil
}
