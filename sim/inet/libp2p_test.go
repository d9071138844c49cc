//go:build simsealed && linux && !mutants

package inet_test

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/protocol/ping"

	"github.com/libp2p-sim/sim/sim/inet"
)

// hosts makes a host of libp2p.New on each of n machines.
func (l *lab) hosts(n int, options ...libp2p.Option) (machines []*inet.Machine, hosts []host.Host) {
	for i := range n {
		m := l.machine(fmt.Sprintf("m%d", i), netip.AddrFrom4([4]byte{1, 2, 3, byte(i + 1)}).String())
		m.Do(func() {
			h, err := libp2p.New(options...)
			if err != nil {
				l.t.Errorf("libp2p.New on %s: %v", m.Name, err)
				return
			}
			machines, hosts = append(machines, m), append(hosts, h)
		})
	}
	return machines, hosts
}

// meet lets a host connect to another, and returns what that takes and what a ping takes.
func meet(ctx context.Context, a, b host.Host) (connected, pinged time.Duration, err error) {
	connected = since(func() { err = a.Connect(ctx, peer.AddrInfo{ID: b.ID(), Addrs: b.Addrs()}) })
	if err != nil {
		return 0, 0, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r := <-ping.Ping(ctx, a, b.ID())
	return connected, r.RTT, r.Error
}

// TestLibp2p: hosts of libp2p.New without any option connect over QUIC, identify each
// other and ping, in as many round trips as the protocols say.
func TestLibp2p(t *testing.T) {
	for _, c := range []struct {
		name      string
		options   []libp2p.Option
		transport string
		connected time.Duration
	}{
		{"default", nil, "/quic-v1", 2 * rtt},
		{"tcp", []libp2p.Option{libp2p.ListenAddrStrings("/ip4/0.0.0.0/tcp/4001")}, "/tcp/4001", 4 * rtt},
	} {
		t.Run(c.name, func(t *testing.T) {
			sealed(t, steady, func(l *lab) {
				m, h := l.hosts(2, c.options...)
				time.Sleep(time.Second)
				m[0].Do(func() {
					connected, pinged, err := meet(context.Background(), h[0], h[1])
					if err != nil || connected != c.connected || pinged != rtt {
						l.t.Errorf("connected after %v, want %v; ping takes %v, want %v; %v", connected, c.connected, pinged, rtt, err)
						return
					}
					if to := h[0].Network().ConnsToPeer(h[1].ID())[0].RemoteMultiaddr().String(); !strings.HasSuffix(to, c.transport) {
						l.t.Errorf("connected to %s, want %s", to, c.transport)
					}
					if p, err := h[0].Peerstore().GetProtocols(h[1].ID()); err != nil || len(p) < 3 {
						l.t.Errorf("the other speaks %v, %v", p, err)
					}
				})
			})
		})
	}
}

// fifty hosts connect to three others each, and ping.
func fifty(t *testing.T) *lab {
	return sealed(t, steady, func(l *lab) {
		machines, hosts := l.hosts(50)
		var all sync.WaitGroup
		for i, m := range machines {
			all.Add(1)
			m.Go(func() {
				defer all.Done()
				time.Sleep(time.Duration(i) * 10 * time.Millisecond)
				for _, step := range []int{1, 7, 20} {
					if _, _, err := meet(context.Background(), hosts[i], hosts[(i+step)%len(hosts)]); err != nil {
						t.Errorf("%s: %v", m.Name, err)
					}
				}
			})
		}
		all.Wait()
		time.Sleep(time.Minute)
	})
}

// TestFiftyTwice: two processes whose environments differ, both under load, see the same
// packets, encrypted bytes included.
func TestFiftyTwice(t *testing.T) {
	if os.Getenv("FIFTY") != "" {
		l := fifty(t)
		fmt.Printf("log %x of %d packets\n", l.sum, l.n)
		return
	}
	var logs [3]string
	var all sync.WaitGroup
	for i := range logs {
		all.Go(func() {
			c := exec.Command(os.Args[0], "-test.run=^TestFiftyTwice$")
			c.Env = append(os.Environ(), "FIFTY=1", fmt.Sprintf("GOMAXPROCS=%d", i+1), fmt.Sprintf("GOGC=%d", 50+100*i), "NOISE="+strings.Repeat("x", 5000*i))
			out, err := c.CombinedOutput()
			if err != nil {
				t.Errorf("%v: %s", err, out)
			}
			logs[i], _, _ = strings.Cut(string(out), "\n")
		})
	}
	all.Wait()
	if logs[0] != logs[1] || logs[0] != logs[2] || !strings.HasPrefix(logs[0], "log ") {
		t.Errorf("the logs are\n%s", strings.Join(logs[:], "\n"))
	}
	t.Log(logs[0])
}
