package main

import (
	"slices"
	"testing"
)

// TestEnvironment wants suites to run alike on CI and on a developer's computer.
func TestEnvironment(t *testing.T) {
	all := []string{"CI=true", "CIRCLE=1", "GOLOG_LOG_LEVEL=debug", "GOFLAGS=-v", "PATH=/bin", "TEST_STRESS_TIMEOUT_MS=1"}
	if got, want := environment(all), []string{"CIRCLE=1", "GOFLAGS=-v", "PATH=/bin"}; !slices.Equal(got, want) {
		t.Errorf("environment is %q, want %q", got, want)
	}
	if all[0] != "CI=true" {
		t.Error("environment has changed the process's own")
	}
}
