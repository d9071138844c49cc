package lab

import (
	"fmt"
	"strings"
	"testing"
)

// Many writes a line for each number below n.
func Many(n int, line string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, line, i)
	}
	return b.String()
}

// WantError wants an error that holds a text, or none for "".
func WantError(t *testing.T, err error, want string) {
	t.Helper()
	got := ""
	if err != nil {
		got = err.Error()
	}
	if (want == "") != (err == nil) || !strings.Contains(got, want) {
		t.Errorf("it gives %.300q, want %q", got, want)
	}
}
