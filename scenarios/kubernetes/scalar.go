package kubernetes

import (
	"fmt"
	"math"
	"strconv"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/say"
)

// booleans are the plain words that Kubernetes, which reads YAML 1.1, takes
// for true or false (https://yaml.org/type/bool.html).
var booleans = map[string]bool{
	"y": true, "Y": true, "yes": true, "Yes": true, "YES": true, "on": true, "On": true, "ON": true,
	"true": true, "True": true, "TRUE": true,
	"n": false, "N": false, "no": false, "No": false, "NO": false, "off": false, "Off": false, "OFF": false,
	"false": false, "False": false, "FALSE": false,
}

const (
	quoted = yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle
	// unplain is every style in which a word is a text.
	unplain = quoted | yaml.TaggedStyle
)

// scalar returns the JSON value of a scalar: nil, bool, string, or a number as
// int, int64, uint64 or float64.
func scalar(n *yaml.Node) (any, error) {
	switch tag := n.ShortTag(); tag {
	case "!!null":
		return nil, nil
	case "!!timestamp":
		return n.Value, nil
	case "!!str":
		if b, ok := booleans[n.Value]; ok && n.Style&unplain == 0 {
			return b, nil
		}
		return n.Value, nil
	case "!!bool":
		if b, ok := booleans[n.Value]; ok {
			return b, nil
		}
	case "!!int", "!!float":
		var v any
		if err := n.Decode(&v); err != nil {
			break
		}
		switch v := v.(type) {
		case int, int64, uint64:
			return v, nil
		case float64:
			if !math.IsNaN(v) && !math.IsInf(v, 0) {
				return v, nil
			}
			return nil, fmt.Errorf("%s is no number of JSON", say.Clip(n.Value))
		}
	default:
		return nil, fmt.Errorf("tag %s", say.Clip(tag))
	}
	return nil, fmt.Errorf("%q is no %s", say.Clip(n.Value), n.ShortTag())
}

// keyText returns a key as JSON has it. As in Kubernetes, numbers and booleans
// become texts.
func keyText(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode {
		return "", false
	}
	v, err := scalar(n)
	if err != nil {
		return "", false
	}
	switch v := v.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int, int64, uint64:
		return fmt.Sprint(v), true
	}
	return "", false
}

// plain returns the JSON value of a tree that resolve has made.
func plain(n *yaml.Node) any {
	switch n.Kind {
	case yaml.MappingNode:
		m := make(map[string]any, len(n.Content)/2)
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		s := make([]any, len(n.Content))
		for i, item := range n.Content {
			s[i] = plain(item)
		}
		return s
	}
	v, err := scalar(n)
	if err != nil {
		panic("kubernetes: an unresolved scalar: " + err.Error())
	}
	return v
}

// kindOf describes n for a message.
func kindOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	}
	switch v := plain(n).(type) {
	case nil:
		return "empty"
	case bool:
		return "the boolean " + n.Value
	case string:
		return fmt.Sprintf("the text %q", say.Clip(v))
	}
	return "the number " + say.Clip(n.Value)
}
