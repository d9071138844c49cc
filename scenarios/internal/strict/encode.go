package strict

import (
	"bytes"
	"reflect"

	"gopkg.in/yaml.v3"
)

func Marshal(n *yaml.Node) []byte {
	var held []string
	n = WithoutHeld(n, &held)
	var b bytes.Buffer
	out := yaml.NewEncoder(&b)
	out.SetIndent(2)
	if err := out.Encode(n); err != nil {
		panic("scenarios: " + err.Error())
	}
	if err := out.Close(); err != nil {
		panic("scenarios: " + err.Error())
	}
	if held == nil {
		return b.Bytes()
	}
	return []byte(PutBack(b.String(), held))
}

// Encode is the inverse of [Decoder.Value].
func (l Language) Encode(v reflect.Value) *yaml.Node {
	if own := l.LeafOf(v.Type()); own != nil {
		return own.Encode(v)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return l.Encode(v.Elem())
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if v.Len() == 0 {
			n.Style = yaml.FlowStyle
		}
		for i := range v.Len() {
			n.Content = append(n.Content, l.Encode(v.Index(i)))
		}
		return n
	}
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range FieldsOf(v.Type()) {
		item := v.Field(f.Index)
		if item.Kind() == reflect.Pointer && item.IsNil() || f.OmitZero && item.IsZero() {
			continue
		}
		n.Content = append(n.Content, PlainNode(f.Name), l.Encode(item))
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

// PlainNode returns the node of a value that needs no quotes.
func PlainNode(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// TextNode returns the node of a text, quoted unless it is a word that can be nothing else.
func TextNode(s string) *yaml.Node {
	n := PlainNode(s)
	n.Tag = "!!str"
	n.Style = yaml.DoubleQuotedStyle
	if IsWord(s) {
		n.Style = 0 // the encoder quotes true, null and the like by the tag
	}
	return n
}

// IsWord reports whether s is made of small letters, digits and dashes and
// starts with a letter.
func IsWord(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}
