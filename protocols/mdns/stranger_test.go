//go:build simsealed

package mdns

import (
	"fmt"
	"testing"
	"time"
)

func TestMalformed(t *testing.T) {
	sealed(t, 1, 0, nil, lan(3), func(l *bench) {
		l.up(l.n[0], l.n[1])
		g := l.stranger(l.n[2])
		time.Sleep(time.Second)
		g.Send([]byte("hello"))
		g.Send(response(t, nil, service+" 9 IN PTR x."+service, "x."+service+` 9 IN TXT "dnsaddr=/ip4/1.2.3.4"`))
		g.Send(response(t, nil, service+" 9 IN PTR x."+service)) // nobody's, but in order
		time.Sleep(time.Second)
		l.want(4, "mdns.malformed", "", "n-2", "of two listeners")
		l.want(2, "mdns.discovered", "", "", "of two peers")
	})
}

// TestUnknownPeer: a peer that is none of the simulation's is discovered by its
// ID.
func TestUnknownPeer(t *testing.T) {
	sealed(t, 1, 0, nil, lan(2), func(l *bench) {
		l.up(l.n[0])
		g := l.stranger(l.n[1])
		time.Sleep(20 * time.Second) // between its own queries at 15 and 31 s
		g.Send(response(t, nil, service+" 9 IN PTR x."+service, "x."+service+` 9 IN TXT "dnsaddr=/ip4/1.2.3.4/tcp/1/p2p/`+idA+`"`))
		sent := l.w.Now()
		time.Sleep(20 * time.Second)
		l.want(1, "mdns.discovered", "n-0", idA, "of a stranger")
		l.want(0, "mdns.discovery_time", "", "", "of a peer that was never up")
		gone := l.want(1, "mdns.expired", "n-0", idA, "9 s later")
		if want := int64(sent + wire + 9*time.Second); len(gone) == 1 && gone[0].T != want {
			t.Errorf("expired at %d, want %d", gone[0].T, want)
		}
	})
}

// TestNoMirror: a peer that hears its own address under another name does not
// discover itself.
func TestNoMirror(t *testing.T) {
	sealed(t, 1, 0, nil, lan(2), func(l *bench) {
		l.up(l.n[0])
		g := l.stranger(l.n[1])
		g.Send(response(t, nil, service+" 9 IN PTR x."+service, "x."+service+` 9 IN TXT "dnsaddr=/ip4/1.2.3.4/tcp/1/p2p/`+l.n[0].ID.String()+`"`))
		time.Sleep(time.Minute)
		l.want(0, "mdns.discovered", "", "", "of oneself")
	})
}

// TestSuppression: a query is answered if, and only if, it does not list the
// answer with at least half of its TTL, be it in the query or in a packet that
// follows a truncated one.
func TestSuppression(t *testing.T) {
	for _, tt := range []struct {
		why     string
		known   func(me string) []pointer
		answers int
	}{
		{"nothing known", func(string) []pointer { return nil }, 1},
		{"another is known", func(string) []pointer { return many(1) }, 1},
		{"known", func(me string) []pointer { return []pointer{{me, time.Minute}} }, 0},
		{"known, but too old", func(me string) []pointer { return []pointer{{me, 59 * time.Second}} }, 1},
		{"in a later packet", func(me string) []pointer { return append(many(30), pointer{me, time.Minute}) }, 0},
		{"in no packet", func(string) []pointer { return many(30) }, 1},
	} {
		sealed(t, 1, 0, nil, lan(2), func(l *bench) {
			l.up(l.n[0])
			g := l.stranger(l.n[1])
			time.Sleep(70 * time.Second) // between its own queries at 63 and 127 s
			before := len(samples(l.rec, "mdns.responses", "", ""))
			packets, err := newQuery(service, tt.known(l.agent(l.n[0]).name))
			if err != nil {
				panic(err)
			}
			for _, b := range packets {
				g.Send(b)
				time.Sleep(300 * time.Millisecond)
			}
			time.Sleep(time.Second)
			if got := len(samples(l.rec, "mdns.responses", "", "")) - before; got != tt.answers {
				t.Errorf("%s: %d answers, want %d", tt.why, got, tt.answers)
			}
		})
	}
}

func many(n int) []pointer {
	var out []pointer
	for i := range n {
		out = append(out, pointer{fmt.Sprintf("%063d.%s", i, service), time.Minute})
	}
	return out
}

// TestCrowd: with more known answers than a packet holds, all still know all.
func TestCrowd(t *testing.T) {
	const peers = 60
	rec := sealed(t, 1, 0, func(o *Options) { o.Connect = false }, lan(peers), func(l *bench) {
		l.up(l.n...)
		time.Sleep(5 * time.Minute)
		l.want(peers*(peers-1), "mdns.discovered", "", "", "in a crowd")
		l.want(0, "mdns.expired", "", "", "in a crowd")
		l.want(0, "mdns.malformed", "", "", "in a crowd")
	})
	queries, packets := len(samples(rec, "mdns.queries", "", "")), samples(rec, "mdns.bytes", "", "query")
	if len(packets) < 2*queries {
		t.Errorf("%d packets of %d queries, want several each", len(packets), queries)
	}
	for _, s := range packets {
		if s.Value > maxMessage {
			t.Errorf("%v, want at most %d", s, maxMessage)
		}
	}
}
