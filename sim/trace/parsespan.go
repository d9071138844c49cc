package trace

import (
	"bytes"
	"cmp"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// A spanLine is a line of the span log.
type spanLine struct {
	Start       *int64     `json:"t"`
	End         *int64     `json:"end"`
	P           string     `json:"p"`
	Op          int64      `json:"o"`
	Of          string     `json:"of"`
	Trace       string     `json:"trace"`
	ID          string     `json:"span"`
	Parent      string     `json:"parent"`
	Remote      bool       `json:"remote"`
	Scope       string     `json:"scope"`
	Version     string     `json:"version"`
	Name        string     `json:"name"`
	Kind        SpanKind   `json:"kind"`
	Status      SpanStatus `json:"status"`
	Description string     `json:"d"`
	Attributes  attributes `json:"attrs"`
	Events      []struct {
		T          int64      `json:"t"`
		Name       string     `json:"name"`
		Attributes attributes `json:"attrs"`
	} `json:"events"`
	Links []struct {
		Trace      string     `json:"trace"`
		ID         string     `json:"span"`
		Attributes attributes `json:"attrs"`
	} `json:"links"`
}

type attributes map[string]any

// ParseSpan reads one line that Span.AppendJSON wrote.
func ParseSpan(line []byte) (Span, error) {
	var j spanLine
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(&j); err != nil {
		return Span{}, fmt.Errorf("span: %w", err)
	}
	if j.Start == nil || j.End == nil {
		return Span{}, fmt.Errorf("span: no time in %s", line)
	}
	s := Span{
		Start: *j.Start, End: *j.End, P: j.P, Op: j.Op, Of: j.Of, Remote: j.Remote, Scope: j.Scope, Version: j.Version,
		Name: j.Name, Kind: j.Kind, Status: j.Status, Description: j.Description,
	}
	var err error
	id := func(to []byte, text string) {
		b, e := hex.DecodeString(text)
		if e == nil && len(b) != len(to) {
			e = fmt.Errorf("ID %q: want %d bytes in hex", text, len(to))
		}
		copy(to, b)
		err = cmp.Or(err, e)
	}
	list := func(m attributes) (out []Attribute) {
		for k, v := range m {
			v, e := parseValue(v)
			out = append(out, Attribute{k, v})
			err = cmp.Or(err, e)
		}
		slices.SortFunc(out, func(x, y Attribute) int { return cmp.Compare(x.Key, y.Key) })
		return out
	}
	id(s.Trace[:], j.Trace)
	id(s.ID[:], j.ID)
	if j.Parent != "" {
		id(s.Parent[:], j.Parent)
	}
	s.Attributes = list(j.Attributes)
	for _, e := range j.Events {
		s.Events = append(s.Events, SpanEvent{e.T, e.Name, list(e.Attributes)})
	}
	for _, l := range j.Links {
		link := SpanLink{Attributes: list(l.Attributes)}
		id(link.Trace[:], l.Trace)
		id(link.ID[:], l.ID)
		s.Links = append(s.Links, link)
	}
	if err != nil {
		return Span{}, fmt.Errorf("span: %w", err)
	}
	return s, nil
}

func parseValue(v any) (any, error) {
	switch v := v.(type) {
	case string, bool:
		return v, nil
	case json.Number:
		if strings.ContainsAny(v.String(), ".eE") {
			return v.Float64()
		}
		return v.Int64()
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			var err error
			if out[i], err = parseValue(x); err != nil {
				return nil, err
			}
		}
		return out, nil
	}
	return nil, fmt.Errorf("attribute of type %T", v)
}
