package seal

import (
	"os"
	"path/filepath"
	"testing"
)

// TestGoEnvEmpty: a value may be empty, also the last, as GOMODCACHE is without a home.
func TestGoEnvEmpty(t *testing.T) {
	tool := filepath.Join(t.TempDir(), "go")
	if err := os.WriteFile(tool, []byte("#!/bin/sh\nprintf 'go1.26\\n/usr/lib/go\\n\\n'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	got, err := goEnv(tool, "GOVERSION", "GOROOT", "GOMODCACHE")
	if err != nil || len(got) != 3 || got[2] != "" {
		t.Errorf("%q, %v", got, err)
	}
}
