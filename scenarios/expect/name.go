package expect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// NameError says that no metric, or more than one, goes by a name.
type NameError struct {
	Col        int      // byte column of the name, from 1
	Name       string   // as written
	Candidates []string // the metrics that end in it, sorted; none if there is no such metric
}

// Error names the candidates.
func (e *NameError) Error() string { return fmt.Sprintf("column %d: %s", e.Col, e.Message()) }

// Message returns the error without its column.
func (e *NameError) Message() string {
	if len(e.Candidates) == 0 {
		return fmt.Sprintf("no metric is called %q", e.Name)
	}
	return fmt.Sprintf("%q could be %s", e.Name, strings.Join(e.Candidates, " or "))
}

// find returns the metric called name or, if there is none, the one whose name
// ends in it after a dot: replicas is kademlia.replicas.
func find(defs []trace.MetricDef, name string, col int) (trace.MetricDef, error) {
	var found []trace.MetricDef
	var names []string
	for _, def := range defs {
		if def.Name == name {
			return def, nil
		}
		if strings.HasSuffix(def.Name, "."+name) {
			found, names = append(found, def), append(names, def.Name)
		}
	}
	if len(found) == 1 {
		return found[0], nil
	}
	slices.Sort(names)
	return trace.MetricDef{}, &NameError{col, name, names}
}
