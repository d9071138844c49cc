package log

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/sim/trace"
)

// ScenarioChanges returns what the scenarios of two run directories have differently,
// by the path of each setting, "network.peers[servers].count". It fails if one of them
// cannot be read.
func ScenarioChanges(a, b string) ([]Change, error) {
	x, err := settings(filepath.Join(a, trace.ScenarioFile))
	if err != nil {
		return nil, err
	}
	y, err := settings(filepath.Join(b, trace.ScenarioFile))
	if err != nil {
		return nil, err
	}
	paths := maps.Clone(x)
	maps.Copy(paths, y)
	var out []Change
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if x[path] != y[path] {
			out = append(out, Change{path, x[path], y[path]})
		}
	}
	return out, nil
}

// settings reads a scenario as its values by their paths.
func settings(path string) (map[string]string, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var root yaml.Node
	if err := yaml.Unmarshal(content, &root); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := map[string]string{}
	if len(root.Content) > 0 {
		flatten(root.Content[0], "", out)
	}
	return out, nil
}

// flatten puts what is in a node into out, under its path.
func flatten(n *yaml.Node, path string, out map[string]string) {
	switch {
	case n.Kind == yaml.MappingNode && len(n.Content) > 0:
		if path != "" {
			path += "."
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			flatten(n.Content[i+1], path+n.Content[i].Value, out)
		}
	case n.Kind == yaml.SequenceNode && len(n.Content) > 0:
		names := elements(n)
		for i, x := range n.Content {
			flatten(x, path+"["+names[i]+"]", out)
		}
	case n.Kind == yaml.MappingNode:
		out[path] = "{}"
	case n.Kind == yaml.SequenceNode:
		out[path] = "[]"
	default:
		out[path] = n.Value
	}
}

// elements names those of a list: by their group if each has one of its own, so that
// one more in the middle changes no others, else by their number from 0.
func elements(n *yaml.Node) []string {
	var numbers, groups []string
	for i, x := range n.Content {
		numbers = append(numbers, fmt.Sprint(i))
		for j := 0; x.Kind == yaml.MappingNode && j+1 < len(x.Content); j += 2 {
			if v := x.Content[j+1]; x.Content[j].Value == "group" && v.Kind == yaml.ScalarNode && !slices.Contains(groups, v.Value) {
				groups = append(groups, v.Value)
			}
		}
	}
	if len(groups) == len(numbers) {
		return groups
	}
	return numbers
}
