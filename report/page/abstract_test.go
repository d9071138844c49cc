package page

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestAbstract: the sentences agree with the log.
func TestAbstract(t *testing.T) {
	l := lab.New(t, "busy")
	lab.Busy(l, 10, 100)
	l.Manifest.Hosts = 10
	page, _ := rendered(t, l.Write(), standard)
	for _, want := range []string{
		"10 peers in 3 regions ran for 2.1s of virtual time.",
		"They carried out 100 operations (kademlia.get); 10 of them failed.",
		"They sent 800 messages, 32kB in all, over 9 connections; 10 dials failed.",
		"A peer went down 1 time.",
		"1 fault: partition a | b at 666.6ms for 333.3ms.",
	} {
		if !strings.Contains(page, want) {
			_, rest, _ := strings.Cut(page, `<p class="told">`)
			t.Errorf("the page does not say %q, but\n%.600s", want, rest)
		}
	}
	if got, want := byCount(map[string]int64{"b": 2, "a": 2, "c": 3000}), "3,000 c, 2 a, 2 b"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
