package kubernetes

import (
	"fmt"

	"k8s.io/apimachinery/pkg/labels"
)

// Select returns the indexes of the peers whose pods match a label selector,
// as kubectl's -l takes it: "app=ping,tier notin (backend)". The selector ""
// matches all. That it matches none is no error.
func (c *Cluster) Select(labelSelector string) ([]int, error) {
	return c.selectWhere(labelSelector, func(Peer) bool { return true })
}

// SelectIn is Select within one namespace.
func (c *Cluster) SelectIn(namespace, labelSelector string) ([]int, error) {
	return c.selectWhere(labelSelector, func(p Peer) bool { return p.Namespace == namespace })
}

func (c *Cluster) selectWhere(labelSelector string, where func(Peer) bool) ([]int, error) {
	s, err := labels.Parse(labelSelector)
	if err != nil {
		return nil, fmt.Errorf("kubernetes: label selector %q: %w", labelSelector, err)
	}
	var found []int
	for i, p := range c.Peers {
		if where(p) && s.Matches(labels.Set(p.Labels)) {
			found = append(found, i)
		}
	}
	return found, nil
}
