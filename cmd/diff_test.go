package cmd

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDiff(t *testing.T) {
	for _, tt := range []struct {
		why, x, y string
		want      *difference
	}{
		{"the same", "a\nb\n", "a\nb\n", nil},
		{"both empty", "", "", nil},
		{
			"in the middle", "a\nb\nc\nd\ne\nf\n", "a\nb\nc\nX\ne\nf\n",
			&difference{line: 4, before: []string{"b", "c"}, left: "d", leftAfter: []string{"e", "f"}, right: "X", rightAfter: []string{"e", "f"}},
		},
		{
			"one ends early", "a\nb\n", "a\n",
			&difference{line: 2, before: []string{"a"}, left: "b", right: "(end)"},
		},
		{
			"at the first line", "a\n", "b\nc\n",
			&difference{line: 1, left: "a", right: "b", rightAfter: []string{"c"}},
		},
	} {
		got, err := diff(strings.NewReader(tt.x), strings.NewReader(tt.y), 2)
		if err != nil {
			t.Errorf("%s: %v", tt.why, err)
		}
		if d := cmp.Diff(tt.want, got, cmp.AllowUnexported(difference{})); d != "" {
			t.Errorf("%s (-want +got):\n%s", tt.why, d)
		}
	}
}
