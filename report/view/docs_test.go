package view

import (
	"bytes"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"testing"
)

// TestDocs: the requests and answers in docs/view.md are real, and so are the
// addresses.
func TestDocs(t *testing.T) {
	content, err := os.ReadFile("../../docs/view.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(content)
	dir := t.TempDir()
	makeRun(t, dir+"/PATH", "ping", 20, 50e6)
	makeStudy(t, dir+"/study/PATH")
	h := handler(t, dir)
	request := regexp.MustCompile("```text\n(/window.*)\n```").FindStringSubmatch(doc)
	answer := regexp.MustCompile("(?s)```json\n(.*?)```").FindStringSubmatch(doc)
	if request == nil || answer == nil {
		t.Fatal("no request and answer")
	}
	var want bytes.Buffer
	if err := json.Compact(&want, []byte(answer[1])); err != nil {
		t.Fatal(err)
	}
	if got := get(t, h, "/run/PATH"+request[1]); got != want.String() {
		t.Errorf("the answer is\n%s\nnot\n%s", got, &want)
	}
	data := regexp.MustCompile("```text\n(data: .*)\n```").FindStringSubmatch(doc)
	if got := get(t, h, "/run/PATH/live"); data == nil || strings.TrimSpace(got) != data[1] {
		t.Errorf("live says %q, not %q", got, data)
	}
	addresses := regexp.MustCompile("(?m)^\\| `(/[^`]*)` \\|").FindAllStringSubmatch(doc, -1)
	if len(addresses) != 7 {
		t.Errorf("%d addresses, want 7", len(addresses))
	}
	for _, a := range addresses {
		at := strings.ReplaceAll(strings.ReplaceAll(a[1], "FILE", "plots/ping-rtt-cdf.svg"), "/study/PATH", "/study/study/PATH")
		get(t, h, at)
	}
}
