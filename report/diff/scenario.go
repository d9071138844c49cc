package diff

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Scenarios returns the settings that the scenarios of two run directories have
// differently, by the path of each setting, "network.peers[servers].count". It fails
// if one of them cannot be read.
func Scenarios(a, b string) ([]Change, error) {
	x, err := os.ReadFile(filepath.Join(a, trace.ScenarioFile))
	if err != nil {
		return nil, err
	}
	y, err := os.ReadFile(filepath.Join(b, trace.ScenarioFile))
	if err != nil {
		return nil, err
	}
	return settingChanges(settings(string(x)), settings(string(y))), nil
}

func settingChanges(x, y map[string]string) []Change {
	paths := maps.Clone(x)
	maps.Copy(paths, y)
	var out []Change
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		if x[path] != y[path] && path != "seed" { // which the manifest has
			out = append(out, Change{path, x[path], y[path]})
		}
	}
	return out
}

var setting = regexp.MustCompile(`^([\w./-]+):(?: (.*))?$`)

// A level is a mapping, or an element of a list, that a line of YAML is in.
type level struct {
	indent  int
	path    string
	element bool
}

// enclosing are the levels that are around a line with an indent.
func enclosing(above []level, indent int, dash bool) []level {
	for len(above) > 0 {
		if top := above[len(above)-1]; top.indent < indent || top.indent == indent && dash && !top.element {
			break
		}
		above = above[:len(above)-1]
	}
	return above
}

// settings reads a scenario as it is in a run directory, which is in the one form that
// scenarios are resolved to: a line a setting or an element, further in below what it
// belongs to. That is not YAML in general, which is for the package scenarios. A line of
// another form continues the value before it.
func settings(text string) map[string]string {
	out := map[string]string{}
	var above []level
	elements, named := map[string]int{}, map[string]bool{} // of lists, so far
	last := ""
	for line := range strings.Lines(text) {
		content := strings.TrimSpace(line)
		indent := len(line) - len(strings.TrimLeft(line, " "))
		if content == "" || strings.HasPrefix(content, "#") {
			continue
		}
		for { // elements of an element may begin in its line
			rest, dash := strings.CutPrefix(content, "- ")
			above = enclosing(above, indent, dash)
			path := ""
			if len(above) > 0 {
				path = above[len(above)-1].path
			}
			if dash {
				name := strconv.Itoa(elements[path])
				elements[path]++
				// By its group, so that one more in the middle changes no others.
				if group, ok := strings.CutPrefix(rest, "group: "); ok && !named[path+"["+group+"]"] {
					name = group
				}
				path += "[" + name + "]"
				named[path] = true
				above = append(above, level{indent, path, true})
				content, indent = rest, indent+2
				if setting.MatchString(content) || strings.HasPrefix(content, "- ") {
					continue
				}
				out[path], last = content, path
				break
			}
			m := setting.FindStringSubmatch(content)
			if m == nil {
				out[last] = strings.TrimSpace(out[last] + " " + content)
				break
			}
			if path != "" {
				path += "."
			}
			path += m[1]
			above = append(above, level{indent, path, false})
			if m[2] != "" {
				out[path], last = m[2], path
			}
			break
		}
	}
	return out
}
