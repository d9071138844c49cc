package design

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// A condition says which cells a study keeps:
//
//	condition  = both { "or" both }
//	both       = not { "and" not }
//	not        = [ "not" ] ( "(" condition ")" | comparison )
//	comparison = operand ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) operand
//	operand    = the name of a parameter | a value | '"' text '"'
type condition func(cell []Value) bool

// parseCondition reads a condition on cells of the given parameters. It panics
// with a *say.Fault inside, and returns it.
func parseCondition(text string, parameters []Parameter) (c condition, bad *say.Fault) {
	p := &conditionParser{text: text, parameters: parameters}
	defer func() {
		if e := recover(); e != nil {
			err, ok := e.(*say.Fault)
			if !ok {
				panic(e)
			}
			c, bad = nil, err
		}
	}()
	p.next()
	c = p.either(0)
	if p.word != "" {
		p.fail(fmt.Sprintf("unexpected %q", say.Clip(p.word)), "and, or, or nothing", "")
	}
	return c, nil
}

type conditionParser struct {
	text       string
	parameters []Parameter
	start      int    // of the current word
	word       string // "" at the end
	quoted     bool
	end        int // behind it
}

func (p *conditionParser) fail(message, want, hint string) {
	panic(&say.Fault{Column: p.start + 1, Message: message, Want: want, Hint: hint})
}

var comparisons = []string{"<", "<=", ">", ">=", "==", "!="}

// next reads the next word.
func (p *conditionParser) next() {
	i := p.end
	for i < len(p.text) && p.text[i] == ' ' {
		i++
	}
	p.start, p.quoted = i, false
	in := func(c byte) bool { return c > ' ' && !slices.Contains([]byte(`()<>=!"`), c) }
	switch {
	case i == len(p.text):
	case p.text[i] == '"':
		for i++; i < len(p.text) && p.text[i] != '"'; i++ {
		}
		if i == len(p.text) {
			p.fail("a text without an end", `a closing "`, "")
		}
		p.word, p.end, p.quoted = p.text[p.start+1:i], i+1, true
		return
	case slices.Contains([]byte("<>=!"), p.text[i]):
		for i < len(p.text) && slices.Contains([]byte("<>=!"), p.text[i]) {
			i++
		}
	case in(p.text[i]):
		for i < len(p.text) && in(p.text[i]) {
			i++
		}
	default:
		_, n := utf8.DecodeRuneInString(p.text[i:])
		i += n
	}
	p.word, p.end = p.text[p.start:i], i
}

func (p *conditionParser) is(word string) bool { return p.word == word && !p.quoted }

func (p *conditionParser) either(depth int) condition {
	c := p.both(depth)
	for p.is("or") {
		p.next()
		a, b := c, p.both(depth)
		c = func(cell []Value) bool { return a(cell) || b(cell) }
	}
	return c
}

func (p *conditionParser) both(depth int) condition {
	c := p.one(depth)
	for p.is("and") {
		p.next()
		a, b := c, p.one(depth)
		c = func(cell []Value) bool { return a(cell) && b(cell) }
	}
	return c
}

func (p *conditionParser) one(depth int) condition {
	switch {
	case depth > strict.MaxDepth:
		p.fail("nested too deep", "fewer parentheses", "")
	case p.is("not"):
		p.next()
		c := p.one(depth + 1)
		return func(cell []Value) bool { return !c(cell) }
	case p.is("("):
		p.next()
		c := p.either(depth + 1)
		if !p.is(")") {
			p.unexpected(`")"`)
		}
		p.next()
		return c
	}
	return p.comparison()
}

func (p *conditionParser) unexpected(want string) {
	if p.word == "" && !p.quoted {
		p.fail("the condition ends here", want, "")
	}
	p.fail(fmt.Sprintf("unexpected %q", say.Clip(p.word)), want, "")
}

// An operand is a parameter, or a value.
type operand struct {
	start  int
	index  int        // of the parameter, -1 for a value
	kinds  []quantity // one of each kind among the values
	values map[Value]quantity
	name   string
}

// holds adds v, which amounts to q, to the values of the operand.
func (o *operand) holds(v Value, q quantity) {
	o.values[v] = q
	if !slices.ContainsFunc(o.kinds, func(k quantity) bool { return k.kind == q.kind }) {
		o.kinds = append(o.kinds, q)
	}
}

func (o operand) in(cell []Value) quantity {
	if o.index < 0 {
		return o.kinds[0]
	}
	return o.values[cell[o.index]]
}

func (p *conditionParser) operand() operand {
	if !p.quoted && (p.word == "" || slices.Contains([]byte("()<>=!"), p.word[0]) || slices.Contains([]string{"and", "or", "not"}, p.word)) {
		p.unexpected("a parameter or a value")
	}
	o := operand{start: p.start, index: -1, name: p.word, values: map[Value]quantity{}}
	if !p.quoted {
		o.index = slices.IndexFunc(p.parameters, func(x Parameter) bool { return x.Name == p.word })
	}
	switch {
	case o.index >= 0:
		for _, v := range p.parameters[o.index].Values {
			o.holds(v, v.quantity())
		}
	case p.quoted:
		o.holds("", quantity{aText, nil, p.word})
	default:
		q := quantityOf(p.word)
		if q.kind == aText && parameterName.MatchString(p.word) && p.word != "true" && p.word != "false" {
			var names []string
			for _, x := range p.parameters {
				names = append(names, x.Name)
			}
			p.fail(fmt.Sprintf("no parameter is called %q", say.Clip(p.word)), say.List(names)+`, a value, or a text in quotes`, near.Word(p.word, names))
		}
		o.holds("", q)
	}
	p.next()
	return o
}

func (p *conditionParser) comparison() condition {
	a := p.operand()
	if !slices.Contains(comparisons, p.word) || p.quoted {
		hint := map[string]string{"=": "==", "=<": "<=", "=>": ">=", "<>": "!="}[p.word]
		if p.word == "" && !p.quoted {
			p.fail("the condition ends here", say.List(comparisons), "")
		}
		p.fail(fmt.Sprintf("%q compares nothing", say.Clip(p.word)), say.List(comparisons), hint)
	}
	relation := p.word
	p.next()
	b := p.operand()
	for _, x := range a.kinds {
		for _, y := range b.kinds {
			text := x.kind == aText && y.kind == aText && (relation == "==" || relation == "!=")
			if !x.comparable(y) && !text {
				p.start = a.start
				p.fail(fmt.Sprintf("%s is %s and %s is %s", x.text, x.kind, y.text, y.kind), "two numbers, durations, rates or amounts, or texts with == or !=", "")
			}
		}
	}
	return func(cell []Value) bool { return compare(a.in(cell), relation, b.in(cell)) }
}

func compare(x quantity, relation string, y quantity) bool {
	if x.v == nil {
		return (x.text == y.text) == (relation == "==")
	}
	c := x.v.Cmp(y.v)
	switch relation {
	case "<":
		return c < 0
	case "<=":
		return c <= 0
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "==":
		return c == 0
	}
	return c != 0
}
