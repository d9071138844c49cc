package mdns

import (
	"fmt"
	"strings"
	"time"

	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/miekg/dns"
	ma "github.com/multiformats/go-multiaddr"
)

// maxMessage is the largest that fits an Ethernet frame: 1500 bytes less the
// headers of IPv6 and UDP (RFC 6762, section 17).
const maxMessage = 1500 - 40 - 8

// topBit of a class is not part of it: in a question it asks for a unicast
// answer, in a record it tells caches to forget older ones of that name (RFC
// 6762, sections 5.4 and 10.2).
const topBit = 1 << 15

const attribute = "dnsaddr="

// A pointer says that a peer name exists, and how long to believe it.
type pointer struct {
	name string        // <peer-name>.<service>, absolute, lower case
	ttl  time.Duration // whole seconds; 0 in a goodbye
}

// An announcement is the part of a response about one peer name. Without a TXT
// record, it has no ID and no addresses.
type announcement struct {
	pointer
	info peer.AddrInfo
}

// A message is a DNS message as a peer understands it.
type message struct {
	response  bool
	asks      bool           // query: it has a question for the service
	truncated bool           // query: more known answers follow
	known     []pointer      // query: answers that the sender has
	peers     []announcement // response
}

func header(name string, kind, class uint16, ttl time.Duration) dns.RR_Header {
	return dns.RR_Header{Name: name, Rrtype: kind, Class: class, Ttl: uint32(ttl / time.Second)}
}

// newQuery packs the question for all peers of a service with the answers that
// need no repetition. Those that do not fit follow in messages of their own;
// all but the last are marked as truncated (RFC 6762, section 7.2).
func newQuery(service string, known []pointer) ([][]byte, error) {
	m := &dns.Msg{Compress: true}
	m.Question = []dns.Question{{Name: service, Qtype: dns.TypePTR, Qclass: dns.ClassINET}}
	var out [][]byte
	for _, k := range known {
		m.Answer = append(m.Answer, &dns.PTR{Hdr: header(service, dns.TypePTR, dns.ClassINET, k.ttl), Ptr: k.name})
		last := len(m.Answer) - 1
		if m.Len() <= maxMessage || last == 0 {
			continue
		}
		rest := m.Answer[last]
		m.Answer, m.Truncated = m.Answer[:last], true
		b, err := m.Pack()
		if err != nil {
			return nil, fmt.Errorf("mdns: query: %w", err)
		}
		out = append(out, b)
		m = &dns.Msg{Compress: true, Answer: []dns.RR{rest}}
	}
	b, err := m.Pack()
	if err != nil {
		return nil, fmt.Errorf("mdns: query: %w", err)
	}
	return append(out, b), nil
}

// newResponse packs a peer's records: the pointer as answer, and a TXT record
// for each address, which ends in /p2p/<peer id>.
func newResponse(service string, p pointer, addrs []ma.Multiaddr) ([]byte, error) {
	m := &dns.Msg{Compress: true}
	m.Response, m.Authoritative = true, true // RFC 6762, sections 18.2 and 18.4
	m.Answer = []dns.RR{&dns.PTR{Hdr: header(service, dns.TypePTR, dns.ClassINET, p.ttl), Ptr: p.name}}
	for _, a := range addrs {
		m.Extra = append(m.Extra, &dns.TXT{
			Hdr: header(p.name, dns.TypeTXT, dns.ClassINET|topBit, p.ttl),
			Txt: []string{attribute + a.String()},
		})
	}
	b, err := m.Pack()
	if err != nil {
		return nil, fmt.Errorf("mdns: response: %w", err)
	}
	return b, nil
}

// parse reads a message, as far as it is about a service. Records of other
// services and kinds mean nothing to it. It fails if the message is no DNS
// message, or if its records about peers make no sense.
func parse(b []byte, service string) (message, error) {
	var m dns.Msg
	if err := m.Unpack(b); err != nil {
		return message{}, fmt.Errorf("mdns: %w", err)
	}
	if m.Opcode != dns.OpcodeQuery || m.Rcode != dns.RcodeSuccess { // RFC 6762, sections 18.3 and 18.11
		return message{}, fmt.Errorf("mdns: opcode %d and response code %d, want 0 and 0", m.Opcode, m.Rcode)
	}
	pointers := pointersTo(m.Answer, service)
	if !m.Response {
		out := message{known: pointers, truncated: m.Truncated}
		for _, q := range m.Question {
			kind := q.Qtype == dns.TypePTR || q.Qtype == dns.TypeANY
			class := q.Qclass&^topBit == dns.ClassINET || q.Qclass&^topBit == dns.ClassANY
			out.asks = out.asks || kind && class && dns.CanonicalName(q.Name) == service
		}
		return out, nil
	}
	out := message{response: true}
	for _, p := range pointers {
		info, err := infoOf(p.name, m.Answer, m.Extra)
		if err != nil {
			return message{}, err
		}
		out.peers = append(out.peers, announcement{p, info})
	}
	return out, nil
}

func pointersTo(records []dns.RR, service string) []pointer {
	var out []pointer
	for _, rr := range records {
		ptr, ok := rr.(*dns.PTR)
		if !ok || ptr.Hdr.Class&^topBit != dns.ClassINET || dns.CanonicalName(ptr.Hdr.Name) != service {
			continue
		}
		name := dns.CanonicalName(ptr.Ptr)
		if label, ok := strings.CutSuffix(name, "."+service); ok && label != "" {
			out = append(out, pointer{name, time.Duration(ptr.Hdr.Ttl) * time.Second})
		}
	}
	return out
}

// infoOf gathers the addresses in a name's TXT records, which may hold one
// attribute each or several.
func infoOf(name string, sections ...[]dns.RR) (peer.AddrInfo, error) {
	var info peer.AddrInfo
	for _, records := range sections {
		for _, rr := range records {
			txt, ok := rr.(*dns.TXT)
			if !ok || txt.Hdr.Class&^topBit != dns.ClassINET || dns.CanonicalName(txt.Hdr.Name) != name {
				continue
			}
			for _, s := range txt.Txt {
				text, ok := strings.CutPrefix(s, attribute)
				if !ok {
					continue
				}
				one, err := peer.AddrInfoFromString(text)
				if err != nil {
					return peer.AddrInfo{}, fmt.Errorf("mdns: %s%s: %w", attribute, text, err)
				}
				if info.ID != "" && info.ID != one.ID {
					return peer.AddrInfo{}, fmt.Errorf("mdns: %s belongs to %s and to %s, want one peer", name, info.ID, one.ID)
				}
				info.ID = one.ID
				info.Addrs = append(info.Addrs, one.Addrs...)
			}
		}
	}
	return info, nil
}
