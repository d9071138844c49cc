package scenarios

import (
	"testing"
)

func TestProblemsSorted(t *testing.T) {
	ps := Problems{
		{File: "--set a", Line: 1, Column: 1},
		{File: "m.yaml", Line: 2, Column: 5},
		{File: "m.yaml", Line: 10, Column: 1},
		{File: "m.yaml", Line: 2, Column: 4, Message: "b"},
		{File: "m.yaml", Line: 2, Column: 4, Message: "a"},
		{File: "m.yaml", Line: 10, Column: 1},
	}
	want := "m.yaml:2:4: a\nm.yaml:2:4: b\nm.yaml:2:5: \nm.yaml:10:1: \n--set a:1:1: "
	if got := ps.Sorted("m.yaml").Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
