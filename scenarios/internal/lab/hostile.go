package lab

import (
	"fmt"
	"os"
	"path/filepath"
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

// Large writes a file of some megabytes into dir, and returns the text of a scenario in dir
// that names the file, and the file's size in bytes.
func Large(t *testing.T, dir string) (text string, size int) {
	t.Helper()
	const n = 700
	var matrix strings.Builder
	matrix.WriteString("x")
	for i := range n {
		fmt.Fprintf(&matrix, ",r%d", i)
	}
	for i := range n {
		fmt.Fprintf(&matrix, "\nr%d%s", i, strings.Repeat(",35.25", n))
	}
	if err := os.WriteFile(filepath.Join(dir, "m.csv"), []byte(matrix.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return strings.Replace(Minimal, "{constant: 50ms}", "{matrix: {file: m.csv, kind: rtt}}", 1), matrix.Len()
}
