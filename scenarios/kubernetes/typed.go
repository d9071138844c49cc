package kubernetes

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// typed holds trees against API types. The types decide: a value is right if
// their own JSON decoding takes it.
type typed struct {
	*faults
	fields map[reflect.Type][]field
	bad    map[*yaml.Node]bool // the keys and values with a fault
}

// field is a key of a mapping and the type of its value.
type field struct {
	name string
	typ  reflect.Type
}

// decode reads a tree into v, a pointer to an API type, without keys and values
// that have a fault. It reports all faults of the tree.
func (t *typed) decode(n *yaml.Node, v any) {
	t.check("", n, reflect.TypeOf(v))
	in := json.NewDecoder(bytes.NewReader(mustMarshal(plain(t.sound(n)))))
	in.DisallowUnknownFields()
	if err := in.Decode(v); err != nil {
		t.wrong(n, "does not fit the API: "+err.Error(), "", "")
	}
}

func (t *typed) wrong(n *yaml.Node, message, want, hint string) {
	t.bad[n] = true
	t.add(placeOf(n), message, want, hint)
}

// sound returns n without keys and values that have a fault.
func (t *typed) sound(n *yaml.Node) *yaml.Node {
	if t.bad[n] {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!null"}
	}
	c := *n
	c.Content = nil
	for i, item := range n.Content {
		if n.Kind == yaml.MappingNode {
			if key := n.Content[i&^1]; t.bad[key] {
				continue
			}
		}
		c.Content = append(c.Content, t.sound(item))
	}
	return &c
}

// damaged reports whether n or anything in it has a fault.
func (t *typed) damaged(n *yaml.Node) bool {
	return t.bad[n] || slices.ContainsFunc(n.Content, t.damaged)
}

func mustMarshal(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain makes JSON values alone
	}
	return b
}

var unmarshaler = reflect.TypeFor[json.Unmarshaler]()

// check reports the parts of the value at path that do not fit type typ.
func (t *typed) check(path string, n *yaml.Node, typ reflect.Type) {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if n.Kind == yaml.ScalarNode && plain(n) == nil {
		return // as in JSON, null is the same as nothing
	}
	kind := typ.Kind()
	isLeaf := reflect.PointerTo(typ).Implements(unmarshaler) ||
		kind != reflect.Struct && kind != reflect.Map && (kind != reflect.Slice || typ.Elem().Kind() == reflect.Uint8)
	switch {
	case isLeaf:
		t.leaf(path, n, typ)
	case kind == reflect.Slice && n.Kind == yaml.SequenceNode:
		for i, item := range n.Content {
			t.check(fmt.Sprintf("%s[%d]", path, i), item, typ.Elem())
		}
	case kind == reflect.Map && n.Kind == yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			t.check(join(path, n.Content[i].Value), n.Content[i+1], typ.Elem())
		}
	case kind == reflect.Struct && n.Kind == yaml.MappingNode:
		t.mapping(path, n, typ)
	default:
		t.wrong(n, fmt.Sprintf("%s is %s", path, kindOf(n)), nounOf(typ, n), "")
	}
}

// leaf tries a value that has no parts to the API type.
func (t *typed) leaf(path string, n *yaml.Node, typ reflect.Type) {
	if err := json.Unmarshal(mustMarshal(plain(n)), reflect.New(typ).Interface()); err != nil {
		t.wrong(n, fmt.Sprintf("%s is %s", path, kindOf(n)), nounOf(typ, n), "")
	}
}

func (t *typed) mapping(path string, n *yaml.Node, typ reflect.Type) {
	fields := t.fieldsOf(typ)
	for i := 0; i < len(n.Content); i += 2 {
		key := n.Content[i]
		if f, ok := lookup(fields, key.Value); ok {
			t.check(join(path, f.name), n.Content[i+1], f.typ)
			continue
		}
		names := make([]string, len(fields))
		for i, f := range fields {
			names[i] = f.name
		}
		where := typ.Name()
		if path != "" {
			where = path
		}
		t.wrong(key, fmt.Sprintf("unknown field %q in %s", say.Clip(key.Value), where), "a field of "+typ.String(), near.Word(key.Value, names))
	}
}

func lookup(fields []field, name string) (field, bool) {
	for _, f := range fields {
		if f.name == name {
			return f, true
		}
	}
	return field{}, false
}

// fieldsOf lists the keys of a struct by its json tags, embedded structs
// included.
func (t *typed) fieldsOf(typ reflect.Type) []field {
	if known, ok := t.fields[typ]; ok {
		return known
	}
	var fields []field
	for i := range typ.NumField() {
		f := typ.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case name == "" && f.Anonymous:
			fields = append(fields, t.fieldsOf(f.Type)...)
		case name != "" && name != "-":
			fields = append(fields, field{name, f.Type})
		}
	}
	t.fields[typ] = fields
	return fields
}

// nounOf describes a value of an API type, in place of n.
func nounOf(typ reflect.Type, n *yaml.Node) string {
	switch typ {
	case reflect.TypeFor[resource.Quantity]():
		return "a quantity, such as 500m or 64Mi"
	case reflect.TypeFor[intstr.IntOrString]():
		return "a whole number or a text"
	case reflect.TypeFor[metav1.Time](), reflect.TypeFor[metav1.MicroTime]():
		return "a time as in RFC 3339, such as 2024-05-01T12:00:00Z"
	}
	switch typ.Kind() {
	case reflect.String:
		if n.Kind == yaml.ScalarNode {
			return fmt.Sprintf("a text, in quotes: %q", say.Clip(n.Value))
		}
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Int32, reflect.Int64, reflect.Int:
		return fmt.Sprintf("a whole number of %d bits", typ.Bits())
	case reflect.Slice:
		return "a list"
	}
	return "a mapping"
}

// join extends a path by a key.
func join(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}
