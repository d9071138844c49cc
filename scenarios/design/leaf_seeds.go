package design

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
)

const (
	wantSeeds = "seeds, such as 1..20, 7 or [1, 2, 11..20]"
	maxSeeds  = 100_000
)

// seedSpan returns the seeds first to last, of which there are at most maxSeeds.
func seedSpan(first, last uint64) Seeds {
	s := make(Seeds, 0, last-first+1)
	for seed := first; ; seed++ {
		s = append(s, seed)
		if seed == last {
			return s
		}
	}
}

// ParseSeeds reads seeds as --seeds has them: "1..20", "7" or "1,2,11..20". They
// come sorted. Its errors name the form that was expected.
func ParseSeeds(text string) (Seeds, error) {
	var spans seedSpans
	for part := range strings.SplitSeq(text, ",") {
		if err := spans.add(strings.TrimSpace(part)); err != nil {
			e := say.FaultOf(err)
			return nil, fmt.Errorf("%s; want %s", e.Message, e.Want)
		}
	}
	return spans.seeds(), nil
}

// seedSpans are seeds in the order in which they are given.
type seedSpans struct {
	all  Seeds
	seen map[uint64]bool
}

// add adds the seeds of "1..20" or "7", none of which may be there already. Its
// errors are of type *say.Fault.
func (s *seedSpans) add(text string) error {
	span, err := parseSpan(text)
	if err != nil {
		return err
	}
	if len(s.all)+len(span) > maxSeeds {
		return &say.Fault{Message: fmt.Sprintf("more than %d seeds", maxSeeds), Want: "fewer seeds"}
	}
	if s.seen == nil {
		s.seen = make(map[uint64]bool, len(span))
	}
	for _, seed := range span {
		if s.seen[seed] {
			return &say.Fault{Message: fmt.Sprintf("seed %d is there twice", seed), Want: "each seed once"}
		}
		s.seen[seed] = true
	}
	s.all = append(s.all, span...)
	return nil
}

// seeds returns all seeds, sorted.
func (s *seedSpans) seeds() Seeds {
	slices.Sort(s.all)
	return s.all
}

// parseSpan reads "1..20" or "7". Its errors are of type *say.Fault.
func parseSpan(s string) (Seeds, error) {
	first, last, ok := strings.Cut(s, "..")
	if !ok {
		last = first
	}
	a, err := strict.ParseUnsigned(first)
	if err != nil {
		return nil, &say.Fault{Message: fmt.Sprintf("%q is no seed", say.Clip(s)), Want: wantSeeds}
	}
	b, err := strict.ParseUnsigned(last)
	switch {
	case err != nil:
		return nil, &say.Fault{Message: fmt.Sprintf("%q is no seed", say.Clip(s)), Want: wantSeeds}
	case b < a:
		return nil, &say.Fault{Message: fmt.Sprintf("%s holds no seed: it ends before it begins", say.Clip(s)), Want: wantSeeds, Hint: fmt.Sprintf("%d..%d", b, a)}
	case b-a >= maxSeeds:
		return nil, &say.Fault{Message: fmt.Sprintf("%s holds more than %d seeds", say.Clip(s), maxSeeds), Want: "fewer seeds"}
	}
	return seedSpan(a, b), nil
}

// String writes s as ParseSeeds reads it, in few words.
func (s Seeds) String() string { return strings.Join(s.spans(), ",") }

func (s Seeds) spans() []string {
	var out []string
	for i := 0; i < len(s); {
		j := i
		for j+1 < len(s) && s[j+1] == s[j]+1 {
			j++
		}
		switch first, last := strconv.FormatUint(s[i], 10), strconv.FormatUint(s[j], 10); j - i {
		case 0:
			out = append(out, first)
		case 1:
			out = append(out, first, last)
		default:
			out = append(out, first+".."+last)
		}
		i = j + 1
	}
	return out
}

type seedsLeaf struct{}

func (seedsLeaf) Noun() string { return wantSeeds }

func (l seedsLeaf) Decode(d *strict.Decoder, path string, n *yaml.Node, _ strict.Field, v reflect.Value) {
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		if items = n.Content; len(items) == 0 {
			d.Fault(path, n, strict.Subject(path)+" is empty", l.Noun(), "")
		}
	}
	var spans seedSpans
	for _, item := range items {
		text, ok := d.Scalar(path, item, false, l.Noun())
		if !ok {
			return
		}
		if err := spans.add(text); err != nil {
			d.Faulty(path, item, err)
			return
		}
	}
	v.Set(reflect.ValueOf(spans.seeds()))
}

func (seedsLeaf) Encode(v reflect.Value) *yaml.Node {
	spans := v.Interface().(Seeds).spans()
	if len(spans) == 1 {
		return strict.PlainNode(spans[0])
	}
	n := &yaml.Node{Kind: yaml.SequenceNode, Style: yaml.FlowStyle}
	for _, s := range spans {
		n.Content = append(n.Content, strict.PlainNode(s))
	}
	return n
}

func (seedsLeaf) Schema(*strict.SchemaMaker, strict.Field) strict.Object {
	one := []any{
		strict.Object{"type": "integer", "minimum": 0},
		strict.Object{"type": "string", "pattern": `^[0-9]+(\.\.[0-9]+)?$`},
	}
	return strict.Object{"oneOf": append(slices.Clone(one), strict.Object{"type": "array", "minItems": 1, "items": strict.Object{"oneOf": one}})}
}
