package near

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"count", "dialable", "region", "group", "at"}
	for got, want := range map[string]string{
		"cuont": "count", "coun": "count", "counts": "count", "regoin": "region", "Group": "group",
		"dailable": "dialable", "a": "at", "zzz": "", "": "", "latency": "",
	} {
		if n := Word(got, names); n != want {
			t.Errorf("Word(%q) = %q, want %q", got, n, want)
		}
	}
}
