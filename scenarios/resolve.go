package scenarios

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"reflect"

	"gopkg.in/yaml.v3"
)

// Resolved writes s as canonical YAML, with every default filled in: the same
// bytes for the same scenario, however it was written. Loading it gives s
// again, but for the Line of its steps.
func Resolved(s *Spec) []byte {
	return marshal(encode(reflect.ValueOf(*s)))
}

// ConfigHash returns the first 8 hex digits of the SHA-256 of what Resolved
// gives without the seed: runs of one scenario that differ in nothing but the
// seed share it.
func ConfigHash(s *Spec) string {
	n := encode(reflect.ValueOf(*s))
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == "seed" {
			n.Content = append(n.Content[:i:i], n.Content[i+2:]...)
			break
		}
	}
	sum := sha256.Sum256(marshal(n))
	return hex.EncodeToString(sum[:4])
}

func marshal(n *yaml.Node) []byte {
	var held []string
	n = withoutHeld(n, &held)
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
	return []byte(putBack(b.String(), held))
}

// encode is the inverse of decoder.value.
func encode(v reflect.Value) *yaml.Node {
	if l := leafOf(v.Type()); l != nil {
		return l.encode(v)
	}
	switch v.Kind() {
	case reflect.Pointer:
		return encode(v.Elem())
	case reflect.Slice:
		n := &yaml.Node{Kind: yaml.SequenceNode}
		if v.Len() == 0 {
			n.Style = yaml.FlowStyle
		}
		for i := range v.Len() {
			n.Content = append(n.Content, encode(v.Index(i)))
		}
		return n
	}
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range fieldsOf(v.Type()) {
		item := v.Field(f.index)
		if item.Kind() == reflect.Pointer && item.IsNil() || f.omitZero && item.IsZero() {
			continue
		}
		n.Content = append(n.Content, plainNode(f.name), encode(item))
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

// plainNode is a value that needs no quotes.
func plainNode(s string) *yaml.Node { return &yaml.Node{Kind: yaml.ScalarNode, Value: s} }

// textNode is a text, quoted unless it is a word that can be nothing else.
func textNode(s string) *yaml.Node {
	n := plainNode(s)
	n.Tag = "!!str"
	n.Style = yaml.DoubleQuotedStyle
	if isWord(s) {
		n.Style = 0 // the encoder quotes true, null and the like by the tag
	}
	return n
}

// isWord reports whether s is made of small letters, digits and dashes and
// starts with a letter.
func isWord(s string) bool {
	for i, c := range []byte(s) {
		letter := 'a' <= c && c <= 'z'
		if !letter && (i == 0 || c != '-' && (c < '0' || c > '9')) {
			return false
		}
	}
	return s != ""
}
