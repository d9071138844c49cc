package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/scenarios/internal/lab"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
)

func TestTooLarge(t *testing.T) {
	data := []byte(lab.Minimal)
	data = append(data, bytes.Repeat([]byte("# padding\n"), strict.MaxFile/10)...)
	_, err := Load("big.yaml", data, lab.Fakes, nil)
	if err == nil || !strings.Contains(err.Error(), "larger than 1 MiB") {
		t.Errorf("a file of %d bytes gives %v", len(data), err)
	}
	data = data[:strict.MaxFile]
	if _, err := Load("big.yaml", data, lab.Fakes, nil); err != nil {
		t.Errorf("a file of just 1 MiB gives %v", err)
	}
}

// No text that fits in a scenario may keep the loader busy. The limit is far above
// the time that a slow machine needs, and far below that of a loop over all pairs
// of something.
func TestHostileFilesAreQuick(t *testing.T) {
	for _, c := range []struct{ head, unit string }{
		{"", "["}, {"", "{"}, {"", "- "}, {"", "? "}, {"", "{a: "}, {"", "[a, "}, {"", "- - - a\n"},
		{"", "#\n"}, {"", " #x\n"}, {"", "a: b\n"}, {"", "&a "}, {"", "*a "}, {"", "!t "}, {"", "\"\\\n"},
		{"", "|\n"}, {"", "a: &a b\n"}, {"", "---\n"}, {"", "%A\n"}, {"", "'"}, {"", ": "}, {"", ","},
		{"", "\n"}, {"", "\n#"}, {"", "x"}, {"", "x\n"}, {"", "- x #c\n"}, {"", "\u2028"},
		{lab.Minimal + "churn:\n", "- {}\n"},
		{lab.Minimal + "churn:\n", "- {group: pears, session: 1h, downtime: 1h, from: 1m, until: 1m}\n"},
		{lab.Minimal + "workload:\n", "- {at: 1h}\n"},
		{lab.Minimal + "workload:\n", "- {echo: {}, put: {by: peer}, get: {}}\n"},
		{lab.Minimal + "protocols: {store: {}}\nworkload:\n", "- {at: 1m, put: {by: peer}}\n"},
		{lab.Minimal + "expect:\n", "- echo.rtd < 1\n"},
		{"network:\n  peers:\n", "  - {group: a}\n"},
	} {
		data := []byte(c.head + strings.Repeat(c.unit, strict.MaxFile/4/len(c.unit)))
		start := time.Now()
		_, err := Load("hostile.yaml", data, lab.Fakes, nil)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("a lot of %q takes %v", c.unit, took)
		}
		var ps Problems
		if !errors.As(err, &ps) || len(ps) == 0 || len(ps) > strict.MaxProblems+1 {
			t.Errorf("a lot of %q gives %d problems", c.unit, len(ps))
		}
	}
}

// Many groups, and many steps that name none of them.
func TestManyGroups(t *testing.T) {
	var b strings.Builder
	b.WriteString("name: many\nduration: 1h\nprotocols: {store: {}}\nnetwork:\n  latency: {constant: 1ms}\n  peers:\n")
	for i := range 15_000 {
		fmt.Fprintf(&b, "  - {group: g%d, count: 1}\n", i)
	}
	b.WriteString("workload:\n")
	for i := range 15_000 {
		fmt.Fprintf(&b, "- {at: 1m, put: {by: h%d}}\n", i)
	}
	start := time.Now()
	if _, err := Load("many.yaml", []byte(b.String()), lab.Fakes, nil); err == nil {
		t.Error("loads, want problems")
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("takes %v", took)
	}
}

func TestAliasesAndMergeKeys(t *testing.T) {
	spec, err := Load("x.yaml", []byte(`
name: alias
duration: &hour 1h
sample: *hour
network:
  peers:
    - &base {group: a, count: 5, dialable: false}
    - {group: b, <<: *base}
    - {<<: [{count: 7}, *base], group: c}
  latency: {constant: 50ms}
`), lab.Fakes, nil)
	if err != nil {
		t.Fatal(err)
	}
	const queue = 256 << 10
	want := []Group{{Group: "a", Count: 5, Queue: queue}, {Group: "b", Count: 5, Queue: queue}, {Group: "c", Count: 7, Queue: queue}}
	if !reflect.DeepEqual(spec.Network.Peers, want) || spec.Sample != time.Hour {
		t.Errorf("peers %+v, sample %v", spec.Network.Peers, spec.Sample)
	}
}

func TestByteOrderMarkAndLineEnds(t *testing.T) {
	data := "\ufeff" + strings.ReplaceAll(lab.Minimal, "\n", "\r\n")
	if _, err := Load("dos.yaml", []byte(data), lab.Fakes, nil); err != nil {
		t.Error(err)
	}
	_, err := Load("dos.yaml", []byte(data+"seed: x\r\n"), lab.Fakes, nil)
	if want := "dos.yaml:6:7: "; err == nil || !strings.HasPrefix(err.Error(), want) {
		t.Errorf("error is %v, want one at %s", err, want)
	}
}
