package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/simtest"
)

func TestOutEnv(t *testing.T) {
	if outEnv != simtest.OutEnv {
		t.Errorf("outEnv is %s, that of simtest %s", outEnv, simtest.OutEnv)
	}
}

// TestSealed: arguments stay as they are, but for tags, which add up.
func TestSealed(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"./...", "-tags simsealed -overlay o ./..."},
		{"", "-tags simsealed -overlay o"},
		{"-run X -v . -count=1", "-tags simsealed -overlay o -run X -v . -count=1"},
		{"-tags a,b ./x", "-tags simsealed,a,b -overlay o ./x"},
		{"--tags=a ./x", "-tags simsealed,a -overlay o ./x"},
		{". -args -tags a -overlay", "-tags simsealed -overlay o . -args -tags a -overlay"},
	} {
		got, err := sealed(strings.Fields(c.args), "o")
		if err != nil || !slices.Equal(got, strings.Fields(c.want)) {
			t.Errorf("%s: %q, %v, want %s", c.args, got, err, c.want)
		}
	}
	for _, wrong := range []string{"-overlay x .", "-overlay=x", "-tags", "-race", "--race=true"} {
		if got, err := sealed(strings.Fields(wrong), "o"); err == nil {
			t.Errorf("%s: %q", wrong, got)
		}
	}
}
