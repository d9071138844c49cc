package page

import (
	"encoding/json"
	"strings"
	"testing"
)

// rendered renders the directory and returns the page and its data.
func rendered(t testing.TB, dir string, l limits) (string, data) {
	t.Helper()
	content, err := render(dir, l)
	if err != nil {
		t.Fatal(err)
	}
	return string(content), embedded(t, string(content))
}

// embedded reads the data of a page as a browser does.
func embedded(t testing.TB, page string) (d data) {
	t.Helper()
	_, rest, ok := strings.Cut(page, `<script type="application/json" id="data">`)
	text, _, end := strings.Cut(rest, "</script>")
	if !ok || !end {
		t.Fatal("no data on the page")
	}
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		t.Fatal(err)
	}
	return d
}
