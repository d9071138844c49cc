package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
)

// mostNames bounds how many kinds of operations or groups a sentence counts.
const mostNames = 8

// abstract tells the run and its results in sentences.
func (v *view) abstract(d *data) []string {
	t, m := &d.total, v.Manifest
	who := quantity.Count(int64(m.Hosts), "peer")
	if len(d.groups) > 1 {
		who += " (" + byCount(d.groups) + ")"
	}
	if n := len(d.Regions); n > 0 {
		who += " in " + quantity.Count(int64(n), "region")
	}
	out := []string{fmt.Sprintf("%s ran for %s of virtual time.", who, quantity.Moment(m.VirtualNS))}
	if t.ops > 0 {
		failed := "none of them failed"
		if t.failed > 0 {
			failed = fmt.Sprintf("%s of them failed", quantity.Thousands(t.failed))
		}
		out = append(out, fmt.Sprintf("They carried out %s (%s); %s.", quantity.Count(t.ops, "operation"), byCount(t.names), failed))
	}
	if t.messages > 0 {
		out = append(out, fmt.Sprintf("They sent %s, %s in all, over %s; %s failed.", quantity.Count(t.messages, "message"),
			quantity.Format(float64(t.bytes), quantity.Bytes), quantity.Count(t.conns, "connection"), quantity.Count(t.dials, "dial")))
	}
	if t.down > 0 {
		out = append(out, fmt.Sprintf("A peer went down %s.", quantity.Count(t.down, "time")))
	}
	if n := len(d.Faults); n > 0 {
		out = append(out, fmt.Sprintf("%s: %s.", say.Capital(quantity.Count(int64(n), "fault")), some(d.Faults)))
	}
	return out
}

// byCount lists names by how many there are of each, the most first; of one name
// all are.
func byCount(names map[string]int64) string {
	list := make([]string, 0, len(names))
	for name := range names {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(names[b], names[a]), strings.Compare(a, b))
	})
	if len(list) == 1 {
		return clip(list[0], 60)
	}
	var parts []string
	for i, name := range list {
		if i == mostNames {
			parts = append(parts, fmt.Sprintf("and %d kinds more", len(list)-mostNames))
			break
		}
		parts = append(parts, quantity.Thousands(names[name])+" "+clip(name, 60))
	}
	return strings.Join(parts, ", ")
}

// some tells of the first faults.
func some(faults []fault) string {
	var parts []string
	for i, f := range faults {
		if i == 4 {
			parts = append(parts, "and others")
			break
		}
		text := f.Text + " at " + quantity.Moment(f.From)
		if f.To > f.From {
			text += " for " + quantity.Moment(f.To-f.From)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; ")
}
