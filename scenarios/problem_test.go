package scenarios

import "testing"

func TestProblemString(t *testing.T) {
	for _, c := range []struct {
		p    Problem
		want string
	}{
		{Problem{File: "a.yaml", Line: 3, Column: 7, Message: "count is 0", Want: "at least 1", Hint: ""}, "a.yaml:3:7: count is 0; want at least 1"},
		{Problem{File: "a.yaml", Line: 3, Column: 7, Message: `unknown key "cuont"`, Want: "", Hint: "count"}, `a.yaml:3:7: unknown key "cuont"; did you mean "count"?`},
		{Problem{File: "a.yaml", Line: 0, Column: 0, Message: "this is a directory", Want: "a file", Hint: ""}, "a.yaml: this is a directory; want a file"},
	} {
		if got := c.p.String(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

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
	if got := ps.sorted("m.yaml").Error(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestNearest(t *testing.T) {
	names := []string{"count", "dialable", "region", "group", "at"}
	for got, want := range map[string]string{
		"cuont": "count", "coun": "count", "counts": "count", "regoin": "region", "Group": "group",
		"dailable": "dialable", "a": "at", "zzz": "", "": "", "latency": "",
	} {
		if n := nearest(got, names); n != want {
			t.Errorf("nearest(%q) = %q, want %q", got, n, want)
		}
	}
}
