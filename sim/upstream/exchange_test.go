package main

import (
	"bytes"
	"os"
	"testing"
)

// TestExchange: makers of hosts and bodies of tests are exchanged, all else stays, and
// no line moves.
func TestExchange(t *testing.T) {
	before, err := os.ReadFile("testdata/before.txt")
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("testdata/after.txt")
	if err != nil {
		t.Fatal(err)
	}
	got, err := exchange("a_test.go", before, false)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%v, got\n%s\nwant\n%s", err, got, want)
	}
	if a, b := bytes.Count(before, []byte("\n")), bytes.Count(got, []byte("\n")); a != b {
		t.Errorf("%d lines became %d", a, b)
	}
}

// TestExchangeRefuses: a file that is no Go, and a test that we would not know to wrap.
func TestExchangeRefuses(t *testing.T) {
	for _, source := range []string{
		"packag a",
		"package a\nfunc TestA(*testing.T) {}\n",
		"package a\nfunc TestA(_ *testing.T) {}\n",
		"package a\nimport . \"github.com/libp2p/go-libp2p\"\n",
	} {
		if out, err := exchange("a_test.go", []byte(source), false); err == nil {
			t.Errorf("%q became %q, want an error", source, out)
		}
	}
}
