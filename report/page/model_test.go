package page

import (
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/say"
)

// A modelField is a field of an interface of web/model.d.ts.
type modelField struct {
	optional bool
	is       string // its type
	about    string
}

var (
	modelInterface = regexp.MustCompile(`(?m)^export interface (\w+) \{\n((?:  .*\n)*)\}`)
	modelLine      = regexp.MustCompile(`(?m)^  '?([\w-]+)'?(\??): ([^;]+);(?: // (.+))?$`)
	modelNumber    = regexp.MustCompile(`(?m)^export type (\w+) = number;`)
)

// readModel reads the interfaces of the model: those of the data that Go writes,
// and those of the data that the scripts keep. A type that is another word for
// number is a number.
func readModel(t *testing.T) (written, kept map[string]map[string]modelField) {
	t.Helper()
	content, err := os.ReadFile("web/model.d.ts")
	if err != nil {
		t.Fatal(err)
	}
	first, second, found := strings.Cut(string(content), "// ---- What the scripts keep. ----")
	if !found {
		t.Fatal("the model has no two parts")
	}
	var words []string
	for _, m := range modelNumber.FindAllStringSubmatch(first, -1) {
		words = append(words, m[1])
	}
	number := regexp.MustCompile(`\b(` + strings.Join(words, "|") + `)\b`)
	read := func(part string) map[string]map[string]modelField {
		all := map[string]map[string]modelField{}
		for _, m := range modelInterface.FindAllStringSubmatch(part, -1) {
			fields := map[string]modelField{}
			for _, line := range modelLine.FindAllStringSubmatch(m[2], -1) {
				fields[line[1]] = modelField{line[2] != "", number.ReplaceAllString(line[3], "number"), line[4]}
			}
			if n := strings.Count(m[2], "\n"); n != len(fields) {
				t.Errorf("interface %s has %d lines and %d fields", m[1], n, len(fields))
			}
			all[m[1]] = fields
		}
		return all
	}
	return read(first), read(second)
}

// modelType is how the model writes a Go type, a list that is never null as "T[]".
func modelType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Bool:
		return "boolean"
	case reflect.String:
		return "string"
	case reflect.Pointer:
		return modelType(t.Elem()) + " | null"
	case reflect.Array:
		return "[" + strings.Join(slices.Repeat([]string{modelType(t.Elem())}, t.Len()), ", ") + "]"
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Pointer {
			return "(" + modelType(t.Elem()) + ")[]"
		}
		return modelType(t.Elem()) + "[]"
	case reflect.Struct:
		return say.Capital(t.Name())
	}
	return "number"
}

// withoutNull writes List<T> as T[].
func withoutNull(is string) string {
	if inner, ok := strings.CutPrefix(is, "List<"); ok {
		if inner = strings.TrimSuffix(inner, ">"); strings.Contains(inner, "|") {
			return "(" + inner + ")[]"
		}
		return inner + "[]"
	}
	return is
}

// structsIn are the structs that t is made of, by the names of the model.
func structsIn(t reflect.Type, all map[string]reflect.Type) {
	switch t.Kind() {
	case reflect.Slice, reflect.Pointer, reflect.Array:
		structsIn(t.Elem(), all)
	case reflect.Struct:
		all[say.Capital(t.Name())] = t
		for i := range t.NumField() {
			if t.Field(i).IsExported() {
				structsIn(t.Field(i).Type, all)
			}
		}
	}
}

// TestModel: web/model.d.ts tells of every field that Go writes, and of no other.
func TestModel(t *testing.T) {
	written, _ := readModel(t)
	structs := map[string]reflect.Type{}
	structsIn(reflect.TypeFor[data](), structs)
	structsIn(reflect.TypeFor[Window](), structs)
	for _, name := range slices.Sorted(maps.Keys(written)) {
		if structs[name] == nil {
			t.Errorf("the model has %s, Go has no struct that is written and called so", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(structs)) {
		fields, ok := written[name]
		if !ok {
			t.Errorf("the model has no %s", name)
			continue
		}
		of := structs[name]
		for i := range of.NumField() {
			f := of.Field(i)
			if !f.IsExported() {
				continue
			}
			key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			got, ok := fields[key]
			delete(fields, key)
			switch want := modelType(f.Type); {
			case !ok:
				t.Errorf("the model has no %s.%s, which Go writes of %s", name, key, f.Name)
			case withoutNull(got.is) != want:
				t.Errorf("the model says that %s.%s is %s, Go writes %s", name, key, got.is, want)
			case got.optional != (options == "omitempty"):
				t.Errorf("the model says of %s.%s whether it can be absent: %t; Go's tag is %q", name, key, got.optional, f.Tag)
			case got.about == "":
				t.Errorf("the model does not say what %s.%s is", name, key)
			}
		}
		for key := range fields {
			t.Errorf("the model has %s.%s, which Go does not write", name, key)
		}
	}
}

// TestModelNull: a list that the model calls T[], not List<T>, is never null: not
// in a large run, and not in a run of which only the manifest is left.
func TestModelNull(t *testing.T) {
	written, _ := readModel(t)
	var look func(v reflect.Value)
	look = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Slice:
			for i := range v.Len() {
				look(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				if !f.IsExported() {
					continue
				}
				look(v.Field(i))
				name, key := say.Capital(v.Type().Name()), strings.TrimSuffix(f.Tag.Get("json"), ",omitempty")
				if f.Type.Kind() == reflect.Slice && v.Field(i).IsNil() && !strings.HasPrefix(written[name][key].is, "List<") {
					t.Errorf("%s.%s is null, the model says that it is %s", name, key, written[name][key].is)
				}
			}
		}
	}
	busy := lab.New(t, "busy")
	lab.Busy(busy, 10, 100)
	_, d := rendered(t, busy.Write(), standard)
	look(reflect.ValueOf(d))
	bare := lab.New(t, "bare").Write()
	for _, name := range []string{"events.jsonl.zst", "peers.jsonl", "metrics.csv"} {
		if err := os.RemoveAll(bare + "/" + name); err != nil {
			t.Fatal(err)
		}
	}
	_, d = rendered(t, bare, standard)
	if d.Ops.ID != nil || d.Peers != nil {
		t.Fatal("the bare run has a log")
	}
	look(reflect.ValueOf(d))
}

// TestModelElements: the elements that scripts ask for are in page.html, and of
// the kind that the model says.
func TestModelElements(t *testing.T) {
	_, kept := readModel(t)
	kinds := map[string]string{
		"a": "Anchor", "p": "Paragraph", "canvas": "Canvas", "div": "Div", "button": "Button",
		"input": "Input", "select": "Select", "output": "Output", "script": "Script", "section": "",
	}
	elements := map[string]string{}
	for _, m := range regexp.MustCompile(`<(\w+)[^<>]*? id="([\w-]+)"`).FindAllStringSubmatch(asset("page.html"), -1) {
		kind, known := kinds[m[1]]
		if !known {
			kind = "?" + m[1]
		}
		elements[m[2]] = "HTML" + kind + "Element"
	}
	if len(kept["Elements"]) == 0 {
		t.Fatal("the model has no Elements")
	}
	for id, f := range kept["Elements"] {
		if elements[id] != f.is {
			t.Errorf("the model says that %s is a %s; in page.html it is %q", id, f.is, elements[id])
		}
	}
}
