package mdns

import (
	"fmt"
	"strings"
	"time"

	"github.com/miekg/dns"
)

// Options of the protocol in a scenario.
type Options struct {
	Service       string        `yaml:"service" doc:"DNS-SD service name under which peers are found and search for others; it ends in .local."`
	TTL           time.Duration `yaml:"ttl" doc:"How long other peers keep a peer's records without hearing them again, in whole seconds." min:"1s" max:"24h"`
	QueryInterval time.Duration `yaml:"query_interval" doc:"Time between two queries of a peer, at least 1s; 0s starts with 1s and doubles up to 1h (RFC 6762, section 5.2)."`
	Connect       bool          `yaml:"connect" doc:"Connect to peers when they are discovered."`
}

// defaults: the name is the libp2p specification's; 120 s is the TTL of RFC
// 6762, section 10, recommends for records that hold an address.
func defaults() Options {
	return Options{Service: "_p2p._udp.local", TTL: 120 * time.Second, Connect: true}
}

// maxService leaves room in a domain name of 255 bytes (RFC 1035, section
// 3.1) for the longest peer name, the length bytes and the root.
const maxService = 255 - (maxLabel + 1) - 2

// check finds faults that the tags of Options cannot.
func (o *Options) check() error {
	service := strings.TrimSuffix(o.Service, ".")
	_, valid := dns.IsDomainName(service)
	switch {
	case !valid || strings.HasPrefix(service, ".") || strings.ContainsAny(service, "\\ \t\r\n"):
		return fmt.Errorf("mdns: service %q is no domain name, want one such as _p2p._udp.local", o.Service)
	case !strings.HasSuffix(strings.ToLower(service), ".local"):
		return fmt.Errorf("mdns: service %q is outside the domain local, want one such as _p2p._udp.local", o.Service)
	case len(service) > maxService:
		return fmt.Errorf("mdns: service has %d bytes, want at most %d", len(service), maxService)
	case o.TTL < time.Second || o.TTL%time.Second != 0:
		return fmt.Errorf("mdns: ttl is %v, want whole seconds, at least 1s", o.TTL)
	case o.QueryInterval != 0 && o.QueryInterval < time.Second:
		return fmt.Errorf("mdns: query_interval is %v, want at least 1s, or 0s for intervals that double", o.QueryInterval)
	}
	return nil
}
