package worker

import (
	"os"
	"testing"
	"time"
)

// TestParseStat: a program's name may look like all the rest.
func TestParseStat(t *testing.T) {
	const tail = " T 1 1 1 0 -1 4194304 0 0 0 0 150 25 0 0 20 0 5 0 100 4096000 300 184 1 1\n"
	u, err := parseStat([]byte("17 (a) R (b) S 1)" + tail))
	if want := (usage{resident: 300 * uint64(os.Getpagesize()), cpu: 1750 * time.Millisecond, stopped: true}); err != nil || u != want {
		t.Errorf("%+v, %v, want %+v", u, err, want)
	}
	for _, bad := range []string{"", "17 (sim) R 1 2", "17 (sim) T 1 1 1 0 -1 4194304 0 0 0 0 x 25 0 0 20 0 5 0 100 4096000 300 184 1 1\n"} {
		if _, err := parseStat([]byte(bad)); err == nil {
			t.Errorf("%q was taken for a process", bad)
		}
	}
}
