package mdns

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/miekg/dns"
	ma "github.com/multiformats/go-multiaddr"
	"pgregory.net/rapid"
)

const (
	service = "_p2p._udp.local."
	idA     = "12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN"
	idB     = "12D3KooWGRUfSt5bwDzNvQ1WQdGHkMpnVYX3yTVwJUVAP7MxAq6a"
)

func addr(t testing.TB, s string) ma.Multiaddr {
	t.Helper()
	a, err := ma.NewMultiaddr(s)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestResponseRoundTrip(t *testing.T) {
	id, err := peer.Decode(idA)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 0))
		p := pointer{newName(r) + "." + service, time.Duration(rapid.IntRange(0, 86400).Draw(rt, "ttl")) * time.Second}
		var addrs, want []ma.Multiaddr
		for i := range rapid.IntRange(1, 8).Draw(rt, "addresses") {
			a := fmt.Sprintf("/ip4/192.0.2.%d/tcp/4001", i+1)
			addrs, want = append(addrs, addr(t, a+"/p2p/"+idA)), append(want, addr(t, a))
		}
		b, err := newResponse(service, p, addrs)
		if err != nil {
			rt.Fatal(err)
		}
		m, err := parse(b, service)
		if err != nil || !m.response || len(m.peers) != 1 {
			rt.Fatalf("parse: %+v, %v, want one peer", m, err)
		}
		got := m.peers[0]
		if got.pointer != p || got.info.ID != id || !reflect.DeepEqual(got.info.Addrs, want) {
			rt.Fatalf("got %+v, want %+v with %v", got, p, want)
		}
	})
}

// TestQueryRoundTrip: known answers survive, in order, however many there are;
// no message is too long for a frame; all but the last are truncated, and only
// the first asks.
func TestQueryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		var known, got []pointer
		for range rapid.IntRange(0, 90).Draw(t, "known") {
			known = append(known, pointer{newName(r) + "." + service, time.Duration(r.IntN(86400)) * time.Second})
		}
		packets, err := newQuery(service, known)
		if err != nil {
			t.Fatal(err)
		}
		for i, b := range packets {
			m, err := parse(b, service)
			if err != nil || m.response {
				t.Fatalf("packet %d: %+v, %v, want a query", i, m, err)
			}
			if len(b) > maxMessage {
				t.Fatalf("packet %d has %d bytes, want at most %d", i, len(b), maxMessage)
			}
			if room := maxMessage - len(b); m.truncated && room >= 2+10+1+maxLabel+2 {
				t.Fatalf("packet %d has %d bytes, and room for one more answer", i, len(b))
			}
			if m.asks != (i == 0) || m.truncated != (i < len(packets)-1) {
				t.Fatalf("packet %d of %d: asks %v, truncated %v", i, len(packets), m.asks, m.truncated)
			}
			got = append(got, m.known...)
		}
		if !reflect.DeepEqual(got, known) {
			t.Fatalf("%d known answers came of %d", len(got), len(known))
		}
	})
}

// TestWire holds a query against RFC 1035, section 4, byte by byte.
func TestWire(t *testing.T) {
	packets, err := newQuery(service, nil)
	want := "\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00" + // no ID, no flags, one question
		"\x04_p2p\x04_udp\x05local\x00\x00\x0c\x00\x01" // PTR, IN
	if err != nil || len(packets) != 1 || string(packets[0]) != want {
		t.Errorf("query %q, %v, want %q", packets, err, want)
	}
	b, err := newResponse(service, pointer{"x." + service, 2 * time.Minute}, []ma.Multiaddr{addr(t, "/ip4/192.0.2.1/tcp/4001")})
	text := "dnsaddr=/ip4/192.0.2.1/tcp/4001"
	want = "\x00\x00\x84\x00\x00\x00\x00\x01\x00\x00\x00\x01" + // authoritative response, answer, additional
		"\x04_p2p\x04_udp\x05local\x00\x00\x0c\x00\x01\x00\x00\x00\x78\x00\x04\x01x\xc0\x0c" +
		"\xc0\x27\x00\x10\x80\x01\x00\x00\x00\x78\x00" + string(rune(len(text)+1)) + string(rune(len(text))) + text
	if err != nil || string(b) != want {
		t.Errorf("response %q, %v, want %q", b, err, want)
	}
}

// response packs records that newResponse would never make.
func response(t testing.TB, change func(*dns.Msg), records ...string) []byte {
	t.Helper()
	m := &dns.Msg{}
	m.Response = true
	for i, s := range records {
		rr, err := dns.NewRR(s)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			m.Answer = append(m.Answer, rr)
		} else {
			m.Extra = append(m.Extra, rr)
		}
	}
	if change != nil {
		change(m)
	}
	b, err := m.Pack()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestParse gives responses of other implementations, good and bad.
func TestParse(t *testing.T) {
	const ptr = "_p2p._udp.local. 120 IN PTR n._p2p._udp.local."
	const txt = "n._p2p._udp.local. 120 IN TXT "
	one, two := `"dnsaddr=/ip4/192.0.2.1/tcp/1/p2p/`+idA+`" `, `"dnsaddr=/ip4/192.0.2.2/tcp/2/p2p/`+idA+`" `
	for _, tt := range []struct {
		why   string
		bytes []byte
		peers int
		addrs int    // of the first peer
		fails string // words of the error
	}{
		{why: "one TXT record", bytes: response(t, nil, ptr, txt+one), peers: 1, addrs: 1},
		{why: "two TXT records", bytes: response(t, nil, ptr, txt+one, txt+two), peers: 1, addrs: 2},
		{why: "two attributes in a record", bytes: response(t, nil, ptr, txt+one+two), peers: 1, addrs: 2},
		{why: "attributes of others", bytes: response(t, nil, ptr, txt+`"txtvers=1" `+one), peers: 1, addrs: 1},
		{why: "upper case", bytes: response(t, nil, strings.ToUpper(ptr), "N._P2P._UDP.LOCAL. 120 IN TXT "+one), peers: 1, addrs: 1},
		{why: "records of other kinds", bytes: response(t, nil, ptr, txt+one, "n._p2p._udp.local. 120 IN SRV 0 0 4001 n.local.", "n.local. 120 IN A 192.0.2.1"), peers: 1, addrs: 1},
		{why: "no TXT record", bytes: response(t, nil, ptr), peers: 1},
		{why: "TXT record of another", bytes: response(t, nil, ptr, "m._p2p._udp.local. 120 IN TXT "+one), peers: 1},
		{why: "another service", bytes: response(t, nil, "_x._udp.local. 120 IN PTR n._x._udp.local.", "n._x._udp.local. 120 IN TXT "+one)},
		{why: "a name of another service", bytes: response(t, nil, "_p2p._udp.local. 120 IN PTR n._x._udp.local.")},
		{why: "a pointer to the service itself", bytes: response(t, nil, "_p2p._udp.local. 120 IN PTR _p2p._udp.local.")},
		{why: "another class", bytes: response(t, nil, "_p2p._udp.local. 120 CH PTR n._p2p._udp.local.")},
		{why: "no address", bytes: response(t, nil, ptr, txt+`"dnsaddr=nonsense"`), fails: "nonsense"},
		{why: "an address without a peer", bytes: response(t, nil, ptr, txt+`"dnsaddr=/ip4/192.0.2.1/tcp/1"`), fails: "dnsaddr=/ip4/192.0.2.1/tcp/1"},
		{why: "two peers with one name", bytes: response(t, nil, ptr, txt+one+strings.ReplaceAll(two, idA, idB)), fails: "want one peer"},
		{why: "opcode", bytes: response(t, func(m *dns.Msg) { m.Opcode = dns.OpcodeUpdate }, ptr, txt+one), fails: "opcode 5"},
		{why: "response code", bytes: response(t, func(m *dns.Msg) { m.Rcode = dns.RcodeNameError }, ptr, txt+one), fails: "response code 3"},
		{why: "nothing", bytes: nil, fails: "mdns: "},
		{why: "half a message", bytes: response(t, nil, ptr, txt+one)[:60], fails: "mdns: "},
	} {
		m, err := parse(tt.bytes, service)
		if tt.fails != "" {
			if err == nil || !strings.Contains(err.Error(), tt.fails) {
				t.Errorf("%s: error %v, want one with %q", tt.why, err, tt.fails)
			}
			continue
		}
		if err != nil || !m.response || len(m.peers) != tt.peers {
			t.Errorf("%s: %+v, %v, want a response with %d peers", tt.why, m, err, tt.peers)
			continue
		}
		if tt.peers > 0 && (m.peers[0].name != "n."+service || len(m.peers[0].info.Addrs) != tt.addrs) {
			t.Errorf("%s: %+v, want %d addresses of n.%s", tt.why, m.peers[0], tt.addrs, service)
		}
	}
}

// TestParseQuestion: a question for unicast answers or for any type is a question, too.
func TestParseQuestion(t *testing.T) {
	for _, tt := range []struct {
		question dns.Question
		asks     bool
	}{
		{dns.Question{Name: service, Qtype: dns.TypePTR, Qclass: dns.ClassINET}, true},
		{dns.Question{Name: "_P2P._udp.LOCAL.", Qtype: dns.TypePTR, Qclass: dns.ClassINET}, true},
		{dns.Question{Name: service, Qtype: dns.TypePTR, Qclass: dns.ClassINET | topBit}, true},
		{dns.Question{Name: service, Qtype: dns.TypeANY, Qclass: dns.ClassANY}, true},
		{dns.Question{Name: service, Qtype: dns.TypeTXT, Qclass: dns.ClassINET}, false},
		{dns.Question{Name: service, Qtype: dns.TypePTR, Qclass: dns.ClassCHAOS}, false},
		{dns.Question{Name: "_x._udp.local.", Qtype: dns.TypePTR, Qclass: dns.ClassINET}, false},
	} {
		m := &dns.Msg{Question: []dns.Question{tt.question}}
		b, err := m.Pack()
		if err != nil {
			t.Fatal(err)
		}
		got, err := parse(b, service)
		if err != nil || got.asks != tt.asks {
			t.Errorf("%v: asks %v, %v, want %v", tt.question, got.asks, err, tt.asks)
		}
	}
}

// FuzzParse: on any input, parse neither panics nor lets through a name that the
// messages of an agent could not carry.
func FuzzParse(f *testing.F) {
	packets, err := newQuery(service, []pointer{{"a." + service, time.Minute}, {"b." + service, time.Hour}})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(packets[0])
	f.Add(response(f, nil, service+" 120 IN PTR n."+service, "n."+service+` 120 IN TXT "dnsaddr=/ip4/192.0.2.1/tcp/1/p2p/`+idA+`"`))
	f.Add(response(f, nil, service+` 0 IN PTR a\.b\000\"c.`+service))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, err := parse(b, service)
		if err != nil {
			return
		}
		if !m.response && len(m.peers) > 0 || m.response && (m.asks || len(m.known) > 0) {
			t.Fatalf("%+v is a query and a response", m)
		}
		known := m.known
		for _, p := range m.peers {
			known = append(known, p.pointer)
			if p.info.ID == "" && len(p.info.Addrs) > 0 {
				t.Fatalf("%+v: addresses of nobody", p)
			}
		}
		again, err := newQuery(service, known)
		if err != nil {
			t.Fatalf("%v: %v", known, err)
		}
		var got []pointer
		for _, b := range again {
			q, err := parse(b, service)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, q.known...)
		}
		if len(got)+len(known) > 0 && !reflect.DeepEqual(got, known) {
			t.Fatalf("%v became %v", known, got)
		}
	})
}

func TestName(t *testing.T) {
	lengths := map[int]bool{}
	r, same := rand.New(rand.NewPCG(1, 2)), rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		name := newName(r)
		lengths[len(name)] = true
		if strings.Trim(name, alphabet) != "" || len(name) < 32 || len(name) > 63 {
			t.Fatalf("%q, want 32 to 63 lower-case letters and digits", name)
		}
		if again := newName(same); again != name {
			t.Fatalf("%q and %q from one seed", name, again)
		}
	}
	if len(lengths) != 32 {
		t.Errorf("%d lengths, want all 32", len(lengths))
	}
	if a := newName(rand.New(rand.NewPCG(3, 4))); bytes.Equal([]byte(a), []byte(newName(r))) {
		t.Error("two seeds gave one name")
	}
}
