package topo

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
)

// MaxErrors is how many faults [FromEdges] reports at most.
const MaxErrors = 20

// FromEdges reads a graph of n peers from an edge list: "from to" or "from,to"
// on each line for "from dials to". Text after a # is a comment, empty lines
// are skipped. Index finds a peer by its name; a word that it does not know may
// be the number of a peer, 0 to n-1. A nil index knows no names. The lines "a
// b" and "b a" are two dials and both stand.
//
// A list has at most most edges.
//
// It fails with the join ([errors.Join]) of one *[say.Fault] for each line that does
// not have two peers, names an unknown peer, dials itself or repeats an earlier
// line, in order of lines; after [MaxErrors] it looks no further. It panics if n
// is negative.
func FromEdges(text []byte, n, most int, index func(name string) (int, bool)) (Graph, error) {
	size(n)
	var (
		edges  [][2]int
		faults []error
		first  = map[[2]int]int{} // the line of each edge
		number = 0
	)
	for line := range strings.Lines(string(text)) {
		number++
		e, ok, err := parseEdge(line, n, index)
		if err == nil && ok && first[e] > 0 {
			err = fmt.Errorf("%s repeats line %d", say.Clip(strings.TrimSpace(line)), first[e])
		}
		if err == nil && ok && len(edges) == most {
			faults = append(faults, &say.Fault{Line: number, Message: fmt.Sprintf("more than %d edges", most)})
			break
		}
		switch {
		case err != nil:
			faults = append(faults, &say.Fault{Line: number, Message: err.Error()})
		case ok:
			first[e] = number
			edges = append(edges, e)
		}
		if len(faults) == MaxErrors {
			break
		}
	}
	if len(faults) > 0 {
		return Graph{}, errors.Join(faults...)
	}
	return newGraph(n, edges), nil
}

// parseEdge reads one line. It reports false if there is nothing on it.
func parseEdge(line string, n int, index func(string) (int, bool)) (e [2]int, ok bool, err error) {
	line, _, _ = strings.Cut(line, "#")
	line = strings.TrimSpace(line)
	if line == "" {
		return e, false, nil
	}
	var fields []string
	if from, to, ok := strings.Cut(line, ","); ok {
		fields = append(strings.Fields(from), strings.Fields(to)...)
		if len(strings.Fields(from)) != 1 {
			fields = nil
		}
	} else {
		fields = strings.Fields(line)
	}
	if len(fields) != 2 {
		return e, false, fmt.Errorf("%q, want two peers: from to", say.Clip(line))
	}
	for i, name := range fields {
		if e[i], err = findPeer(name, n, index); err != nil {
			return e, false, err
		}
	}
	if e[0] == e[1] {
		return e, false, fmt.Errorf("%q: peer %d dials itself", say.Clip(line), e[0])
	}
	return e, true, nil
}

func findPeer(name string, n int, index func(string) (int, bool)) (int, error) {
	if index != nil {
		if i, ok := index(name); ok {
			if i < 0 || i >= n {
				panic(fmt.Sprintf("topo: index says that %q is peer %d of %d", name, i, n))
			}
			return i, nil
		}
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < n {
		return i, nil
	}
	if n == 0 {
		return 0, fmt.Errorf("unknown peer %q: there are no peers", say.Clip(name))
	}
	return 0, fmt.Errorf("unknown peer %q, want a name or a number from 0 to %d", say.Clip(name), n-1)
}
