package kubernetes

import (
	"strings"
	"testing"
)

const labelled = `
{apiVersion: v1, kind: Node, metadata: {name: m}}
---
{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: ping}}, spec: {containers: [{name: c}, {name: d}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: ping, tier: back}}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: team}, spec: {containers: [{name: c}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: d, namespace: team, labels: {app: ping}}, spec: {containers: [{name: c}]}}
`

func TestSelect(t *testing.T) {
	c := built(t, labelled, DefaultConfig())
	for _, s := range []struct {
		namespace, selector string
		want                []int
	}{
		{"", "", []int{0, 1, 2, 3, 4}},
		{"", "app=ping", []int{0, 1, 2, 4}},
		{"", "app=ping,tier!=back", []int{0, 1, 4}},
		{"", "tier in (back, front)", []int{2}},
		{"", "!app", []int{3}},
		{"", "app=pong", nil},
		{"team", "", []int{3, 4}},
		{"team", "app", []int{4}},
		{"default", "app", []int{0, 1, 2}},
		{"nobody", "", nil},
	} {
		got, err := c.Select(s.selector)
		if s.namespace != "" {
			got, err = c.SelectIn(s.namespace, s.selector)
		}
		if err != nil {
			t.Fatal(err)
		}
		want(t, s.namespace+" "+s.selector, got, s.want)
	}
	for _, selector := range []string{"app=", "app in", "a=b=c", "-=x"} {
		got, err := c.Select(selector)
		if selector == "app=" { // the empty value is a value
			if err != nil || got != nil {
				t.Errorf("%q: %v, %v", selector, got, err)
			}
			continue
		}
		if err == nil || !strings.Contains(err.Error(), selector) {
			t.Errorf("%q: error %v", selector, err)
		}
	}
}
