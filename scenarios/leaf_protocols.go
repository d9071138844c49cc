package scenarios

import (
	"cmp"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
)

type protocolsLeaf struct{}

func (protocolsLeaf) noun() string {
	return "a mapping of protocols to their options, such as {ping: {}}"
}

func (l protocolsLeaf) decode(d *decoder, path string, n *yaml.Node, f field, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.fault(path, n, subject(path)+" is "+kindOf(n), l.noun(), "")
		return
	}
	var uses []ProtocolUse
	for i := 0; i < len(n.Content); i += 2 {
		key, item := n.Content[i], n.Content[i+1]
		at := join(path, key.Value)
		p := protocolNamed(d.known, key.Value)
		if p.Name == "" {
			d.unknownKey(path, key, protocolNames(d.known))
			d.bad[path] = true // nothing can be said about its operations
			continue
		}
		options := p.NewOptions()
		before := d.faults
		d.value(at, item, field{name: key.Value}, reflect.ValueOf(options).Elem())
		if d.faults == before {
			if err := p.Check(options); err != nil {
				d.fault(at, item, err.Error(), "", "")
			}
		}
		uses = append(uses, ProtocolUse{Protocol: p, Options: options})
	}
	slices.SortFunc(uses, func(a, b ProtocolUse) int { return cmp.Compare(a.Protocol.Name, b.Protocol.Name) })
	v.Set(reflect.ValueOf(uses))
}

func (protocolsLeaf) encode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, use := range v.Interface().([]ProtocolUse) {
		n.Content = append(n.Content, plainNode(use.Protocol.Name), encode(reflect.ValueOf(use.Options)))
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

// protocolNamed returns a protocol without a name if there is none.
func protocolNamed(known []protocols.Protocol, name string) protocols.Protocol {
	for _, p := range known {
		if p.Name == name {
			return p
		}
	}
	return protocols.Protocol{}
}

// protocolNames returns the names of known, sorted.
func protocolNames(known []protocols.Protocol) []string {
	var names []string
	for _, p := range known {
		names = append(names, p.Name)
	}
	slices.Sort(names)
	return names
}

// used returns the protocols of the scenario or, if those are unclear, all.
func (d *decoder) used() []protocols.Protocol {
	if !d.sound("protocols") {
		return d.known
	}
	var used []protocols.Protocol
	for _, use := range d.spec.Protocols {
		used = append(used, use.Protocol)
	}
	return used
}
