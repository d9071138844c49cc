//go:build simsealed

package cmd

import (
	"os"
	"testing"

	"github.com/libp2p-sim/sim/scenarios"
)

// The reference of the language agrees with the language.
func TestReference(t *testing.T) {
	const file = "../docs/scenario.md"
	got := scenarios.Reference(Builtin())
	if *update {
		if err := os.MkdirAll("../docs", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("%s is out of date: go test ./cmd -run TestReference -update, with the flags of the Makefile", file)
	}
}
