//go:build simsealed && linux

package inet_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http/httptrace"
	"testing"
	"time"
)

// TestPackageNet: what package net tells of interfaces and names is the machine's and the
// network's, by whichever function it is asked. sim/simtest has the same from its outside;
// this one is for make mutants, which leaves out each part in turn.
func TestPackageNet(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		a := l.machine("a", "1.2.3.4")
		l.machine("b", "5.6.7.8")
		l.machine("Twin", "5.6.7.9")
		l.machine("tWin", "5.6.7.10")
		a.Do(func() {
			for _, q := range questions {
				if got := q.ask(); got != q.want {
					t.Errorf("%s says %s, want %s", q.name, got, q.want)
				}
			}
		})
	})
}

// TestLookupTrace: who asks for a name gets an answer of its own, also if another machine asks
// for the same at that instant, and net/http/httptrace is told of it.
func TestLookupTrace(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		l.machine("b", "5.6.7.8")
		var said [2]string
		for i := range said {
			l.machine(fmt.Sprintf("a%d", i), fmt.Sprintf("1.2.3.%d", i+1)).Go(func() {
				trace := &httptrace.ClientTrace{DNSDone: func(d httptrace.DNSDoneInfo) { said[i] = fmt.Sprint(d.Addrs, d.Err, d.Coalesced) }}
				if _, err := net.DefaultResolver.LookupIPAddr(httptrace.WithClientTrace(context.Background(), trace), "b"); err != nil {
					t.Error(err)
				}
			})
		}
		time.Sleep(time.Second)
		if want := "[{5.6.7.8 }] <nil> false"; said != [2]string{want, want} {
			t.Errorf("the lookups say %q, want %q", said, want)
		}
	})
}

// missing tells an error of a name that does not exist from others.
func missing(err error) string {
	var dns *net.DNSError
	if errors.As(err, &dns) && dns.IsNotFound {
		return "no such host"
	}
	return fmt.Sprint(err)
}

// eth0 is the machine's interface to the others.
func eth0() *net.Interface { return must(net.InterfaceByName("eth0")) }

var questions = []struct {
	name string
	ask  func() string
	want string
}{
	{"Interfaces", func() string {
		list, err := net.Interfaces()
		names := ""
		for _, i := range list {
			names += fmt.Sprintf("%d %s %d, ", i.Index, i.Name, i.MTU)
		}
		return fmt.Sprint(names, err)
	}, "1 lo 65536, 2 eth0 1500, <nil>"},
	{"InterfaceAddrs", func() string { return fmt.Sprint(net.InterfaceAddrs()) }, "[127.0.0.1/8 ::1/128 1.2.3.4/24] <nil>"},
	{"InterfaceByIndex", func() string { i, err := net.InterfaceByIndex(2); return fmt.Sprint(i.Name, err) }, "eth0<nil>"},
	{"InterfaceByName", func() string { i, err := net.InterfaceByName("eth0"); return fmt.Sprint(i.Index, err) }, "2 <nil>"},
	{"InterfaceByName of none", func() string { _, err := net.InterfaceByName("docker0"); return fmt.Sprint(err) }, "route ip+net: no such network interface"},
	{"Addrs", func() string { return fmt.Sprint(eth0().Addrs()) }, "[1.2.3.4/24] <nil>"},
	{"MulticastAddrs", func() string { return fmt.Sprint(eth0().MulticastAddrs()) }, "[] <nil>"},
	{"LookupHost", func() string { return fmt.Sprint(net.LookupHost("b")) }, "[5.6.7.8] <nil>"},
	{"LookupHost in capitals", func() string { return fmt.Sprint(net.LookupHost("B.")) }, "[5.6.7.8] <nil>"},
	{"LookupHost of a name with capitals", func() string { return fmt.Sprint(net.LookupHost("twin")) }, "[5.6.7.9] <nil>"},
	{"LookupHost of another that differs in them", func() string { return fmt.Sprint(net.LookupHost("tWin")) }, "[5.6.7.10] <nil>"},
	{"LookupHost of localhost", func() string { return fmt.Sprint(net.LookupHost("LOCALHOST")) }, "[127.0.0.1 ::1] <nil>"},
	{"LookupAddr of localhost", func() string { return fmt.Sprint(net.LookupAddr("127.0.0.1")) }, "[localhost] <nil>"},
	{"LookupAddr of localhost, IPv6", func() string { return fmt.Sprint(net.LookupAddr("::1")) }, "[localhost] <nil>"},
	{"LookupAddr of nobody", func() string { _, err := net.LookupAddr("5.6.7.77"); return fmt.Sprint(err) }, "lookup 5.6.7.77: no such host"},
	{"LookupHost of none", func() string { _, err := net.LookupHost("example.com"); return missing(err) }, "no such host"},
	{"LookupIP", func() string { return fmt.Sprint(net.LookupIP("b")) }, "[5.6.7.8] <nil>"},
	{"LookupNetIP", func() string { return fmt.Sprint(net.DefaultResolver.LookupNetIP(context.Background(), "ip4", "b")) }, "[5.6.7.8] <nil>"},
	{"LookupIP by a resolver of its own", func() string {
		return fmt.Sprint((&net.Resolver{PreferGo: true}).LookupIP(context.Background(), "ip4", "b"))
	}, "[5.6.7.8] <nil>"},
	{"LookupCNAME", func() string { s, err := net.LookupCNAME("b"); return fmt.Sprint(s, err) }, "b<nil>"},
	{"LookupAddr", func() string { return fmt.Sprint(net.LookupAddr("5.6.7.8")) }, "[b.] <nil>"},
	{"LookupTXT", func() string { _, err := net.LookupTXT("b"); return missing(err) }, "no such host"},
	{"LookupMX", func() string { _, err := net.LookupMX("b"); return missing(err) }, "no such host"},
	{"LookupNS", func() string { _, err := net.LookupNS("b"); return missing(err) }, "no such host"},
	{"LookupSRV", func() string { _, _, err := net.LookupSRV("x", "tcp", "b"); return missing(err) }, "no such host"},
}
