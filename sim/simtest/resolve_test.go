//go:build simsealed && linux

package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestNet: what package net tells a program of its machine and of names is the simulated
// network's, by whichever function it is asked: nothing of it comes from the computer.
func TestNet(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(n *simtest.Net) {
		a, b := n.Machine("a"), n.Machine("b")
		n.Name("both.example", a, b)
		own := a.Addr().String()
		a.Do(func() {
			ctx := context.Background()
			missing := func(err error) string {
				var dns *net.DNSError
				if !errors.As(err, &dns) || !dns.IsNotFound {
					return fmt.Sprint(err)
				}
				return "no such host"
			}
			for _, q := range []struct {
				name string
				got  func() string
				want string
			}{
				{"Interfaces", func() string {
					l, err := net.Interfaces()
					var names []string
					for _, i := range l {
						names = append(names, fmt.Sprint(i.Index, i.Name, i.MTU))
					}
					return fmt.Sprint(names, err)
				}, "[1lo65536 2eth01500] <nil>"},
				{"InterfaceAddrs", func() string { l, err := net.InterfaceAddrs(); return fmt.Sprint(l, err) }, "[127.0.0.1/8 ::1/128 " + own + "/24] <nil>"},
				{"InterfaceByIndex", func() string { i, err := net.InterfaceByIndex(2); return fmt.Sprint(i.Name, err) }, "eth0<nil>"},
				{"InterfaceByName", func() string { i, err := net.InterfaceByName("eth0"); return fmt.Sprint(i.Index, err) }, "2 <nil>"},
				{"Addrs", func() string {
					i, err := net.InterfaceByName("eth0")
					if err != nil {
						return err.Error()
					}
					l, err := i.Addrs()
					return fmt.Sprint(l, err)
				}, "[" + own + "/24] <nil>"},
				{"MulticastAddrs", func() string {
					i, err := net.InterfaceByName("eth0")
					if err != nil {
						return err.Error()
					}
					l, err := i.MulticastAddrs()
					return fmt.Sprint(l, err)
				}, "[] <nil>"},
				{"LookupHost", func() string { l, err := net.LookupHost("a"); return fmt.Sprint(l, err) }, "[" + own + "] <nil>"},
				{"LookupIP", func() string { l, err := net.LookupIP("both.example"); return fmt.Sprint(l, err) }, "[" + own + " " + b.Addr().String() + "] <nil>"},
				{"LookupCNAME", func() string { s, err := net.LookupCNAME("a"); return fmt.Sprint(s, err) }, "a<nil>"},
				{"LookupAddr", func() string { l, err := net.LookupAddr(b.Addr().String()); return fmt.Sprint(l, err) }, "[b.] <nil>"},
				{"LookupTXT", func() string {
					l, err := net.LookupTXT("_dnsaddr.both.example")
					return fmt.Sprint(len(l), slices.ContainsFunc(l, func(s string) bool { return strings.HasSuffix(s, b.ID().String()) }), err)
				}, "2 true <nil>"},
				{"LookupTXT of none", func() string { _, err := net.LookupTXT("a"); return missing(err) }, "no such host"},
				{"LookupHost of none", func() string { _, err := net.LookupHost("example.com"); return missing(err) }, "no such host"},
				{"LookupMX", func() string { _, err := net.LookupMX("a"); return missing(err) }, "no such host"},
				{"LookupNS", func() string { _, err := net.LookupNS("a"); return missing(err) }, "no such host"},
				{"LookupSRV", func() string { _, _, err := net.LookupSRV("x", "tcp", "a"); return missing(err) }, "no such host"},
				{"LookupPort", func() string { p, err := net.LookupPort("tcp", "https"); return fmt.Sprint(p, err) }, "443 <nil>"},
				{"LookupNetIP", func() string { l, err := net.DefaultResolver.LookupNetIP(ctx, "ip4", "b"); return fmt.Sprint(l, err) }, "[" + b.Addr().String() + "] <nil>"},
			} {
				if got := q.got(); got != q.want {
					n.Errorf("%s is %s, want %s", q.name, got, q.want)
				}
			}
		})
	})
}

// TestNamesWithoutMachines: also where there are no machines yet, names have nothing to do with
// the computer: neither its files are read, nor is its name server in the text of an error.
func TestNamesWithoutMachines(t *testing.T) {
	simtest.Run(t, simtest.Config{Seed: 1}, func(_ *simtest.Net) {
		for _, q := range []struct {
			got  string
			want string
		}{
			{fmt.Sprint(net.LookupHost("www.example.com")), "[] lookup www.example.com: no such host"},
			{fmt.Sprint(net.LookupHost("Localhost")), "[127.0.0.1 ::1] <nil>"},
			{fmt.Sprint(net.LookupAddr("127.0.0.1")), "[localhost] <nil>"},
			{fmt.Sprint(net.LookupAddr("5.6.7.8")), "[] lookup 5.6.7.8: no such host"},
			{fmt.Sprint(net.LookupTXT("www.example.com")), "[] lookup www.example.com: no such host"},
			{fmt.Sprint((&net.Resolver{PreferGo: true}).LookupIP(context.Background(), "ip6", "localhost")), "[::1] <nil>"},
		} {
			if q.got != q.want {
				t.Errorf("%s, want %s", q.got, q.want)
			}
		}
		if _, err := net.Dial("tcp", "www.example.com:80"); err == nil || err.Error() != "dial tcp: lookup www.example.com: no such host" {
			t.Error(err)
		}
	})
}
