package cmd

import (
	"testing"
	"time"
)

// TestWish: signals within two seconds are one wish, from any sender; a later signal
// is the wish not to wait.
func TestWish(t *testing.T) {
	begin := time.Now()
	var w wish
	for _, s := range []struct {
		after time.Duration
		want  int
	}{{0, 1}, {0, 0}, {10 * time.Microsecond, 0}, {time.Second, 0}, {oneWish - 1, 0}, {oneWish, 2}, {time.Hour, 2}} {
		if got := w.signalled(begin.Add(s.after)); got != s.want {
			t.Errorf("a signal after %v is %d, want %d", s.after, got, s.want)
		}
	}
}
