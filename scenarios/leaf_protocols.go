package scenarios

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

type protocolsLeaf struct{ in *loader }

func (protocolsLeaf) Noun() string {
	return "a mapping of protocols to their options, such as {ping: {}}"
}

func (l protocolsLeaf) Decode(_ *strict.Decoder, path string, n *yaml.Node, f strict.Field, v reflect.Value) {
	d := l.in
	if n.Kind != yaml.MappingNode {
		d.Fault(path, n, strict.Subject(path)+" is "+strict.KindOf(n), l.Noun(), "")
		return
	}
	var uses []ProtocolUse
	for i := 0; i < len(n.Content); i += 2 {
		key, item := n.Content[i], n.Content[i+1]
		at := strict.Join(path, key.Value)
		p := protocolNamed(d.known, key.Value)
		if p.Name == "" {
			d.UnknownKey(path, key, protocolNames(d.known))
			d.Bad[path] = true // nothing can be said about its operations
			continue
		}
		options := p.NewOptions()
		before := d.Faults
		d.Value(at, item, strict.Field{Name: key.Value}, reflect.ValueOf(options).Elem())
		if d.Faults == before {
			if err := p.Check(options); err != nil {
				d.Fault(at, item, err.Error(), "", "")
			}
		}
		uses = append(uses, ProtocolUse{Protocol: p, Options: options})
	}
	slices.SortFunc(uses, func(a, b ProtocolUse) int { return cmp.Compare(a.Protocol.Name, b.Protocol.Name) })
	v.Set(reflect.ValueOf(uses))
}

func (protocolsLeaf) Encode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, use := range v.Interface().([]ProtocolUse) {
		n.Content = append(n.Content, strict.PlainNode(use.Protocol.Name), grammar.Encode(reflect.ValueOf(use.Options)))
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

// protocolNamed returns the protocol with a name, or one without a name if there is none.
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
func (d *loader) used() []protocols.Protocol {
	if !d.Sound("protocols") {
		return d.known
	}
	var used []protocols.Protocol
	for _, use := range d.spec.Protocols {
		used = append(used, use.Protocol)
	}
	return used
}

// CheckDefaults finds options and arguments of protocols that the language cannot say,
// or does not take, though [protocols.Check] finds them sound: types that no scenario
// has, tags without sense, and defaults outside of their limits, with which no resolved
// scenario could be loaded again.
func CheckDefaults(known []protocols.Protocol) error {
	var faults []error
	for _, p := range known {
		faults = append(faults, checkDefaults(p.Name, "options", p.NewOptions()))
		for _, op := range p.Ops {
			faults = append(faults, checkDefaults(p.Name, op.Name, op.NewArgs()))
		}
	}
	return errors.Join(faults...)
}

// checkDefaults decodes the values that a resolved scenario holds of the struct that v
// points to, if the scenario gives only required keys.
func checkDefaults(protocol, path string, v any) (err error) {
	defer func() {
		if e := recover(); e != nil { // the decoder's word on types and tags
			err = fmt.Errorf("protocol %q: %s: %v", protocol, path, e)
		}
	}()
	d := newLoader("", nil)
	s := reflect.ValueOf(v).Elem()
	for _, f := range strict.FieldsOf(s.Type()) {
		item := s.Field(f.Index)
		if f.Required || item.Kind() == reflect.Pointer && item.IsNil() || f.OmitZero && item.IsZero() {
			continue
		}
		text, err := yaml.Marshal(grammar.Encode(item))
		if err != nil {
			panic(err)
		}
		n, ps := strict.Parse("", text)
		d.Problems = append(d.Problems, ps...)
		if n != nil {
			d.Value(strict.Join(path, f.Name), n, f, item)
		}
	}
	var faults []error
	for _, p := range d.Problems {
		p.Line, p.Column, p.Excerpt = 0, 0, "" // of a text that no reader sees
		faults = append(faults, fmt.Errorf("protocol %q: a default in %s: %s", protocol, path, p))
	}
	return errors.Join(faults...)
}
