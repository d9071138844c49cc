package figure

import (
	"fmt"
	"io"
	"strings"

	"github.com/libp2p-sim/sim/sim/say/near"
)

// A Plan is a figure that is not drawn yet.
type Plan struct {
	Name string
	Draw func() Figure // whose Name is the plan's
}

// WritePlan draws the one of all that is called name, in one of [Formats]. If there
// is none, it fails with the names that there are.
func WritePlan(w io.Writer, all []Plan, name, format string) error {
	for _, p := range all {
		if p.Name == name {
			return p.Draw().WriteAs(w, format)
		}
	}
	return &UnknownError{Name: name, Known: names(all)}
}

// An UnknownError is about a figure that does not exist.
type UnknownError struct {
	Name  string
	Known []string
}

func (e *UnknownError) Error() string {
	if len(e.Known) == 0 {
		return fmt.Sprintf("there is no figure %q, nor any other", e.Name)
	}
	hint := ""
	if n := nearest(e.Name, e.Known); n != "" {
		hint = fmt.Sprintf(", did you mean %q?", n)
	}
	return fmt.Sprintf("there is no figure %q%s (there are %s)", e.Name, hint, strings.Join(e.Known, ", "))
}

// nearest returns the name that begins with got or is a few edits away, the first
// of equals, or "".
func nearest(got string, names []string) string {
	best, found := max(2, len(got)/4)+1, ""
	for _, name := range names {
		d := near.Distance(got, name)
		if got != "" && strings.HasPrefix(name, got) {
			d = 1
		}
		if d < best && d < len(name) {
			best, found = d, name
		}
	}
	return found
}

func names(all []Plan) []string {
	list := make([]string, len(all))
	for i, p := range all {
		list[i] = p.Name
	}
	return list
}
