package main

import (
	"strings"
	"testing"
)

// said is the output of go test -json for tests of which one passes, one fails in a
// subtest, one skips itself and one has not ended.
const said = `{"Action":"start"}
{"Action":"run","Test":"TestGood"}
{"Action":"output","Test":"TestGood","Output":"fine\n"}
{"Action":"pass","Test":"TestGood"}
{"Action":"run","Test":"TestBad"}
{"Action":"run","Test":"TestBad/part"}
{"Action":"output","Test":"TestBad/part","Output":"a_test.go:3: wrong\n"}
{"Action":"fail","Test":"TestBad/part"}
{"Action":"fail","Test":"TestBad"}
{"Action":"skip","Test":"TestLazy"}
{"Action":"run","Test":"TestOpen"}
{"Action":"pass","Test":"TestOpen/part"}
{"Action":"output","Output":"FAIL\n"}
{"Action":"fail"}
`

// TestJudge: exceptions are to fail, all others are not.
func TestJudge(t *testing.T) {
	for _, tt := range []struct {
		exceptions       []string
		all              bool
		pass, skip, fail int
		wrong            []string
	}{
		{nil, true, 1, 1, 0, []string{"a_test.go:3: wrong\nAlone: make upstream SUITE=x RUN='^TestBad$'\n", "Alone: make upstream SUITE=x RUN='^TestOpen$'"}},
		{[]string{"TestBad"}, true, 1, 1, 1, []string{"TestOpen"}},
		{[]string{"TestBad", "TestOpen"}, true, 1, 1, 1, []string{"TestOpen is an exception, and does not fail ()"}},
		{[]string{"TestGood", "TestLazy"}, true, 0, 0, 0, []string{"TestBad", "TestGood is an exception, and does not fail (pass)", "TestLazy is an exception, and does not fail (skip)", "TestOpen"}},
		{[]string{"TestGone"}, true, 1, 1, 0, []string{"TestGone is an exception, and there is no such test", "TestBad", "TestOpen"}},
		{[]string{"TestGone"}, false, 1, 1, 0, []string{"TestBad", "TestOpen"}},
	} {
		outcomes, rest, err := collect(strings.NewReader(said))
		if err != nil || rest != "FAIL\n" {
			t.Fatalf("rest is %q, %v", rest, err)
		}
		s := suite{name: "x"}
		for _, name := range tt.exceptions {
			s.exceptions = append(s.exceptions, exception{name, "a reason"})
		}
		v := judge(s, outcomes, tt.all)
		if v.pass != tt.pass || v.skip != tt.skip || v.fail != tt.fail || len(v.wrong) != len(tt.wrong) {
			t.Errorf("%v: got %+v, want %+v", tt.exceptions, v, tt)
			continue
		}
		for i, want := range tt.wrong {
			if !strings.Contains(v.wrong[i], want) {
				t.Errorf("%v: got %q, want %q in it", tt.exceptions, v.wrong[i], want)
			}
		}
	}
}

// TestExceptionsHaveReasons: the list says why, of each once.
func TestExceptionsHaveReasons(t *testing.T) {
	for _, s := range suites {
		seen := map[string]bool{}
		for _, e := range s.exceptions {
			if len(e.why) < 20 || seen[e.test] {
				t.Errorf("%s: %s, because %q", s.name, e.test, e.why)
			}
			seen[e.test] = true
		}
	}
}

// TestChoose: suites are asked for by name.
func TestChoose(t *testing.T) {
	if all, err := choose(nil); err != nil || len(all) != len(suites) {
		t.Errorf("%d suites, %v", len(all), err)
	}
	if one, err := choose([]string{"kad-dht"}); err != nil || len(one) != 1 || one[0].name != "kad-dht" {
		t.Errorf("%v, %v", one, err)
	}
	if _, err := choose([]string{"kad"}); err == nil {
		t.Error("there is a suite kad")
	}
}
