package strict

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"sync"
)

// A Field holds the tags of a struct field. It serves the decoder, the
// canonical form and the schema alike.
type Field struct {
	Index    int
	Type     reflect.Type
	Name     string
	Doc      string
	Required bool
	choice   bool
	OmitZero bool
	min, max string
	enum     []string
	aka      []string // words that people write for the key
	match    *regexp.Regexp
}

var fieldCache sync.Map // reflect.Type → []Field

// FieldsOf reads the tags of struct type t, in the order of the fields. It
// panics on a tag that makes no sense: that is a fault of the struct's author,
// which the first test of a protocol meets.
func FieldsOf(t reflect.Type) []Field {
	if cached, ok := fieldCache.Load(t); ok {
		return cached.([]Field)
	}
	var fields []Field
	choices := 0
	for i := range t.NumField() {
		sf := t.Field(i)
		name := sf.Tag.Get("yaml")
		if name == "-" {
			continue
		}
		f := Field{
			Index:    i,
			Type:     sf.Type,
			Name:     name,
			Doc:      sf.Tag.Get("doc"),
			Required: sf.Tag.Get("required") == "true",
			choice:   sf.Tag.Get("choice") == "true",
			OmitZero: sf.Tag.Get("omitzero") == "true",
			min:      sf.Tag.Get("min"),
			max:      sf.Tag.Get("max"),
		}
		switch {
		case name == "" || !sf.IsExported():
			panic(fmt.Sprintf("scenarios: field %v.%s has no yaml tag or is not exported", t, sf.Name))
		case f.Doc == "":
			panic(fmt.Sprintf("scenarios: field %v.%s has no doc tag", t, sf.Name))
		case f.choice && sf.Type.Kind() != reflect.Pointer:
			panic(fmt.Sprintf("scenarios: choice %v.%s is not a pointer", t, sf.Name))
		}
		if enum := sf.Tag.Get("enum"); enum != "" {
			f.enum = strings.Split(enum, "|")
		}
		f.aka = strings.Fields(sf.Tag.Get("aka"))
		if match := sf.Tag.Get("match"); match != "" {
			f.match = regexp.MustCompile(match)
		}
		if f.choice {
			choices++
		}
		fields = append(fields, f)
	}
	if choices != 0 && choices != len(fields) {
		panic(fmt.Sprintf("scenarios: only some fields of %v are choices", t))
	}
	fieldCache.Store(t, fields)
	return fields
}

// IsChoice reports whether exactly one of the fields must be there.
func IsChoice(fields []Field) bool { return len(fields) > 0 && fields[0].choice }

func NamesOf(fields []Field) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Name
	}
	return names
}

// NewDefault returns a new t, filled in if its pointer has SetDefaults.
func NewDefault(t reflect.Type) reflect.Value {
	v := reflect.New(t)
	if d, ok := v.Interface().(interface{ SetDefaults() }); ok {
		d.SetDefaults()
	}
	return v.Elem()
}
