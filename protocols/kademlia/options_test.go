package kademlia

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

func TestNamesOfRecords(t *testing.T) {
	for _, op := range Protocol.Ops {
		key, ok := reflect.TypeOf(op.NewArgs()).Elem().FieldByName("Key")
		if !ok {
			continue
		}
		name := regexp.MustCompile(key.Tag.Get("match"))
		for c := range rune(300) {
			good := c >= ' ' && c <= '~' && c != ',' && c != '"'
			if got := name.MatchString("a" + string(c)); got != good {
				t.Errorf("%s: a name with %q is let through: %v, want %v", op.Name, c, got, good)
			}
		}
		for _, n := range []int{0, 1, 100, 101} {
			if got, good := name.MatchString(strings.Repeat("x", n)), n > 0 && n <= 100; got != good {
				t.Errorf("%s: a name of %d characters is let through: %v, want %v", op.Name, n, got, good)
			}
		}
	}
}

func TestDeadEntriesNeedAnOpenTable(t *testing.T) {
	o := defaults()
	o.DiversityFilter = true
	if err := o.check(); err != nil {
		t.Error(err)
	}
	o.DeadEntries.Share = 0.1
	if err := o.check(); err == nil || !strings.Contains(err.Error(), "dead_entries.share") {
		t.Errorf("error %v, want one that names dead_entries.share", err)
	}
}

func TestMetricsAreNamedOnce(t *testing.T) {
	seen := map[string]bool{}
	for _, def := range Protocol.Metrics {
		if seen[def.Name] {
			t.Errorf("%s is there twice", def.Name)
		}
		seen[def.Name] = true
		if !strings.HasPrefix(def.Name, "kademlia.") || !strings.HasSuffix(def.Help, ".") || def.Unit == "" {
			t.Errorf("%+v wants a prefix, a unit and a sentence", def)
		}
		if share := def.Kind == trace.Ratio; share && def.Unit != "1" {
			t.Errorf("%s is a ratio in %s", def.Name, def.Unit)
		}
	}
	for _, op := range Protocol.Ops {
		if name := "kademlia." + strings.ReplaceAll(op.Name, "-", "_") + ".success"; !seen[name] {
			t.Errorf("no metric %s for the operation %s", name, op.Name)
		}
	}
}

func TestResultsReadLikeSentences(t *testing.T) {
	for _, test := range []struct {
		r    result
		want string
	}{
		{result{outcome: succeeded}, "ok"},
		{result{outcome: succeeded, detail: say.Count(1, "provider")}, "ok 1 provider"},
		{result{outcome: stale, detail: "192.168.49.2"}, "stale 192.168.49.2"},
		{failure(fmt.Errorf("routing: not found")), "failed: routing: not found"},
		{result{outcome: aborted}, "aborted"},
	} {
		if got := test.r.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
