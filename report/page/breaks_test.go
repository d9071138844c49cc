package page

import (
	"strings"
	"testing"
)

// TestBreaks: a name may break before letters after its signs, and not in a number; a hash may
// anywhere; and what is in it stays text.
func TestBreaks(t *testing.T) {
	hash := strings.Repeat("0a", 32)
	for text, want := range map[string]string{
		"kademlia.get.dials_failed":  "kademlia.<wbr>get.<wbr>dials_<wbr>failed",
		"mean(ping.rtt) <= 0.5s":     "mean(ping.<wbr>rtt) &lt;= 0.5s",
		"servers-12":                 "servers-12",
		"/sim/kad/1.0.0":             "/<wbr>sim/<wbr>kad/1.0.0",
		hash:                         `<span class="long">` + hash + `</span>`,
		"failed: routing: not found": "failed: routing: not found",
		"":                           "",
	} {
		if got := string(Breaks(text)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
