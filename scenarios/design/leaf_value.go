package design

import (
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
)

const wantValue = "a value, as after --set path="

type valueLeaf struct{}

func (valueLeaf) Noun() string { return wantValue }

func (valueLeaf) Decode(_ *strict.Decoder, _ string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	v.SetString(oneLine(n))
}

// oneLine writes n so that it can be parsed again from one line.
func oneLine(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode && n.Style == 0 && !strings.Contains(n.Value, "\n") {
		return n.Value
	}
	return strings.TrimSuffix(string(strict.Marshal(flow(n))), "\n")
}

// quantity returns v as a quantity; a value in quotes is a text.
func (v Value) quantity() quantity {
	if n, ps := strict.Parse("value", []byte(v)); ps == nil && n != nil && n.Kind == yaml.ScalarNode && n.Style != 0 {
		return quantity{aText, nil, n.Value}
	}
	return quantityOf(string(v))
}

// flow copies n with everything in it in the style of JSON.
func flow(n *yaml.Node) *yaml.Node {
	c := &yaml.Node{Kind: n.Kind, Tag: n.Tag, Value: n.Value, Style: n.Style}
	switch {
	case strict.IsNull(n):
		c.Value = "null"
	case n.Kind != yaml.ScalarNode:
		c.Style = yaml.FlowStyle
	case n.Style != 0 || strings.Contains(n.Value, "\n"):
		c.Style = yaml.DoubleQuotedStyle
	}
	for _, item := range n.Content {
		c.Content = append(c.Content, flow(item))
	}
	return c
}

func (valueLeaf) Encode(v reflect.Value) *yaml.Node {
	n, ps := strict.Parse("value", []byte(v.String()))
	if ps != nil || n == nil {
		panic("scenarios: " + v.String() + " was a value once")
	}
	return flow(n)
}

func (valueLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object { return strict.Object{} }

type settingsLeaf struct{}

func (settingsLeaf) Noun() string {
	return "a mapping of paths to values, such as {duration: 6h, network.peers.servers.count: 50}"
}

func (l settingsLeaf) Decode(d *strict.Decoder, path string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	if n.Kind != yaml.MappingNode {
		d.Fault(path, n, strict.Subject(path)+" is "+strict.KindOf(n), l.Noun(), "")
		return
	}
	var set []Setting
	for i := 0; i < len(n.Content); i += 2 {
		key, item := n.Content[i], n.Content[i+1]
		if strict.IsNull(item) {
			d.Fault(path, item, say.Clip(key.Value)+" has no value", wantValue, "")
			continue
		}
		set = append(set, Setting{key.Value, Value(oneLine(item))})
	}
	v.Set(reflect.ValueOf(set))
}

func (settingsLeaf) Encode(v reflect.Value) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, s := range v.Interface().([]Setting) {
		n.Content = append(n.Content, strict.TextNode(s.Path), valueLeaf{}.Encode(reflect.ValueOf(s.Value)))
	}
	return n
}

func (settingsLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object {
	return strict.Object{"type": "object"}
}
