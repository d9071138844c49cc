package near

import "testing"

func TestNearest(t *testing.T) {
	names := []string{"count", "dialable", "region", "group", "at", "abcdefgh-1", "abcdefgh-2-and-more"}
	for got, want := range map[string]string{
		"cuont": "count", "coun": "count", "counts": "count", "regoin": "region", "Group": "group",
		"dailable": "dialable", "a": "at", "zzz": "", "": "", "latency": "", "dial": "dialable", "di": "", "abc": "", "abcdefg": "",
	} {
		if n := Word(got, names); n != want {
			t.Errorf("Word(%q) = %q, want %q", got, n, want)
		}
	}
}
