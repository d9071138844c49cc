package scenarios

import (
	"bytes"
	"reflect"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

// Brief writes s as a person would: without values that equal their defaults, but
// with the seed. Known are the protocols that s may use. Loading the text gives s
// again.
func Brief(s *Spec, known []protocols.Protocol) []byte {
	want := Resolved(s)
	root := grammar.Encode(reflect.ValueOf(*s))
	same := func() bool {
		t, err := Load("brief.yaml", strict.Marshal(root), known, nil)
		return err == nil && bytes.Equal(Resolved(t), want)
	}
	prune(root, same)
	for i := 1; i < len(root.Content); i += 2 {
		if compact(root.Content[i]); root.Content[i].Kind == yaml.SequenceNode && len(root.Content[i].Content) > 0 {
			root.Content[i].Style = 0
		}
	}
	return strict.Marshal(root)
}

// prune removes from n, a part of a whole, the keys without which same still
// holds; then it prunes the values that stay. A seed stays, for without it a
// reader does not know that it was 1.
func prune(n *yaml.Node, same func() bool) {
	if n.Kind == yaml.MappingNode {
		for i := 0; i < len(n.Content); {
			all := n.Content
			n.Content = append(append([]*yaml.Node{}, all[:i]...), all[i+2:]...)
			if all[i].Value == "seed" || !same() {
				n.Content = all
				i += 2
			}
		}
	}
	for i, c := range n.Content {
		prune(c, same)
		if len(c.Content) == 2 && c.Content[0].Value == "constant" { // 1m is short for {constant: 1m}
			if n.Content[i] = c.Content[1]; !same() {
				n.Content[i] = c
			}
		}
	}
}

// compact writes small mappings and lists on one line.
func compact(n *yaml.Node) {
	width := 0
	for _, c := range n.Content {
		compact(c)
		width += len(c.Value) + 2
		if c.Kind != yaml.ScalarNode {
			b, err := yaml.Marshal(c)
			if width += len(b); err != nil || c.Style&yaml.FlowStyle == 0 {
				width = lineWidth + 1
			}
		}
	}
	if n.Kind != yaml.ScalarNode && width <= lineWidth {
		n.Style |= yaml.FlowStyle
	}
}

// lineWidth is about how many characters fit on a line.
const lineWidth = 90
