package trace

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// A Part names peers of a group by their numbers in it.
type Part struct {
	Group    string
	From, To int // half open, from 0; To is -1 for the whole group
}

// Errors of [ParsePart].
var (
	ErrPart      = errors.New(`want a group, or a part of one such as "servers[0:90]" or "servers[3]"`)
	ErrEmptyPart = errors.New("want a range whose end is above its start")
)

// partShape takes the text of a part apart: group, first number, end. A group has none
// of the characters that patterns of names use: "servers-[12]" is such a pattern.
var partShape = regexp.MustCompile(`^([^*?:\[\]\\\s]*[^*?:\[\]\\\s.-])(?:\[(\d{1,7})(?::(\d{1,7}))?\])?$`)

// ParsePart reads "servers", "servers[3]" or "servers[0:90]". The error is ErrPart or
// ErrEmptyPart.
func ParsePart(text string) (Part, error) {
	m := partShape.FindStringSubmatch(text)
	switch {
	case m == nil:
		return Part{}, ErrPart
	case m[2] == "":
		return Part{m[1], 0, -1}, nil
	}
	p := Part{Group: m[1]}
	p.From, _ = strconv.Atoi(m[2])
	if p.To = p.From + 1; m[3] != "" {
		p.To, _ = strconv.Atoi(m[3])
	}
	if p.To <= p.From {
		return Part{}, ErrEmptyPart
	}
	return p, nil
}

// Whole reports whether the part is all of its group.
func (p Part) Whole() bool { return p.To < 0 }

// String returns the shortest text that ParsePart reads as p.
func (p Part) String() string {
	switch {
	case p.Whole():
		return p.Group
	case p.To == p.From+1:
		return fmt.Sprintf("%s[%d]", p.Group, p.From)
	}
	return fmt.Sprintf("%s[%d:%d]", p.Group, p.From, p.To)
}
