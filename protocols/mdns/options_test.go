package mdns

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/miekg/dns"
)

func TestOptions(t *testing.T) {
	for _, tt := range []struct {
		change func(*Options)
		want   string // "" for no error
	}{
		{func(*Options) {}, ""},
		{func(o *Options) { o.Service = "_p2p-0a1b._udp.local." }, ""},
		{func(o *Options) { o.QueryInterval = time.Second }, ""},
		{func(o *Options) { o.Service = "" }, "no domain name"},
		{func(o *Options) { o.Service = "_p2p.._udp.local" }, "no domain name"},
		{func(o *Options) { o.Service = "_p2p udp.local" }, "no domain name"},
		{func(o *Options) { o.Service = strings.Repeat("a", 64) + ".local" }, "no domain name"},
		{func(o *Options) { o.Service = "_p2p._udp.example.org" }, "outside the domain local"},
		{func(o *Options) { o.Service = strings.Repeat("a.", 95) + "local" }, "195 bytes, want at most 189"},
		{func(o *Options) { o.TTL = 1500 * time.Millisecond }, "whole seconds"},
		{func(o *Options) { o.TTL = 0 }, "whole seconds"},
		{func(o *Options) { o.QueryInterval = 999 * time.Millisecond }, "at least 1s"},
	} {
		o := defaults()
		tt.change(&o)
		err := o.check()
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%+v: %v, want %q", o, err, tt.want)
		}
	}
}

// TestLongestService: with the longest service that check lets through, the
// longest peer name still makes a message, and with one byte more it does not.
func TestLongestService(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	name := newName(r)
	for len(name) < maxLabel {
		name = newName(r)
	}
	for extra, want := range []bool{true, false} {
		service := strings.Repeat("a.", (maxService-len("local"))/2-1) + strings.Repeat("b", 1+extra) + ".local"
		if len(service) != maxService+extra {
			t.Fatalf("%d bytes, want %d", len(service), maxService+extra)
		}
		service = dns.Fqdn(service)
		b, err := newResponse(service, pointer{name + "." + service, time.Minute}, nil)
		if err == nil {
			_, err = parse(b, service)
		}
		if (err == nil) != want {
			t.Errorf("%d bytes: %v", len(service)-1, err)
		}
	}
}
