package scenarios

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
)

// Tags are written by the authors of protocols. A tag that makes no sense must not
// wait for a user to find out.
func TestFieldsOfRefusesBadTags(t *testing.T) {
	for want, v := range map[string]any{
		"no yaml tag": struct{ A int }{},
		"no doc tag": struct {
			A int `yaml:"a"`
		}{},
		"is not a pointer": struct {
			A int `yaml:"a" doc:"A." choice:"true"`
		}{},
		"are choices": struct {
			A *int `yaml:"a" doc:"A." choice:"true"`
			B *int `yaml:"b" doc:"B."`
		}{},
	} {
		func() {
			defer func() {
				if got, _ := recover().(string); !strings.Contains(got, want) {
					t.Errorf("the panic is %q, want one about %q", got, want)
				}
			}()
			strict.FieldsOf(reflect.TypeOf(v))
		}()
	}
}

func TestLeafOfRefusesTypes(t *testing.T) {
	for _, v := range []any{map[string]int{}, int32(0), time.Time{}.UnixNano, complex(0, 0)} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%T is a leaf", v)
				}
			}()
			grammar.LeafOf(reflect.TypeOf(v))
		}()
	}
}

func TestList(t *testing.T) {
	for want, words := range map[string][]string{
		"": nil, "a": {"a"}, "a or b": {"a", "b"}, "a, b or c": {"a", "b", "c"},
	} {
		if got := say.List(words); got != want {
			t.Errorf("say.List(%q) = %q, want %q", words, got, want)
		}
	}
	if got := say.List(strings.Split(strings.Repeat("x", 38), "")); !strings.HasSuffix(got, "x or one of 2 more") {
		t.Errorf("a long list ends in %q", got[len(got)-20:])
	}
}
