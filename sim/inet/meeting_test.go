//go:build simsealed && linux && !mutants

package inet_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	"github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/security/noise"
	libp2ptls "github.com/libp2p/go-libp2p/p2p/security/tls"
	ma "github.com/multiformats/go-multiaddr"
)

// dialler is a host that listens for TCP at a port of its own and dials from there, as go-libp2p
// does where it can.
func dialler(i int, security string) host.Host {
	secure := libp2p.Security(noise.ID, noise.New)
	if security == "tls" {
		secure = libp2p.Security(libp2ptls.ID, libp2ptls.New)
	}
	return must(libp2p.New(libp2p.Identity(diallerKey(i)), libp2p.ListenAddrStrings("/ip4/0.0.0.0/tcp/4001"), secure))
}

func diallerKey(i int) crypto.PrivKey {
	key, _, err := crypto.GenerateEd25519Key(bytes.NewReader(bytes.Repeat([]byte{byte(i + 1)}, 64)))
	return must(key, err)
}

// dialOther lets dialler i dial the other, at an address, and says why that fails and how many
// connections there are.
func dialOther(h host.Host, i int, ip string) string {
	ctx, stop := context.WithTimeout(context.Background(), time.Minute)
	defer stop()
	other := must(peer.IDFromPrivateKey(diallerKey(1 - i)))
	err := h.Connect(ctx, peer.AddrInfo{ID: other, Addrs: []ma.Multiaddr{must(ma.NewMultiaddr("/ip4/" + ip + "/tcp/4001"))}})
	why := "ok"
	if err != nil {
		_, why, _ = strings.Cut(err.Error(), "/tcp/4001] ")
	}
	return fmt.Sprintf("%s; %d connections", why, len(h.Network().ConnsToPeer(other)))
}

// TestDialsMeet: two hosts that dial each other over TCP before the SYN of either has come have
// one connection, since both dial from the port at which they listen. Both take themselves for
// its initiator, so that neither gets through. That is no fault of the simulated sockets:
// between two network namespaces of Linux the same hosts say the same.
func TestDialsMeet(t *testing.T) {
	if os.Getenv("MEET") != "" {
		meetOnKernel()
		return
	}
	for security, want := range map[string]string{
		"noise": "failed to negotiate security protocol: error reading handshake message: noise: message is too short; 0 connections",
		"tls": "failed to negotiate security protocol: tls: received unexpected handshake message of type *tls.clientHelloMsg" +
			" when waiting for *tls.serverHelloMsg; 0 connections",
	} {
		t.Run(security, func(t *testing.T) {
			var took [2]time.Duration
			var got [2]string
			sealed(t, steady, func(l *lab) {
				var both sync.WaitGroup
				for i := range got {
					l.machine(fmt.Sprintf("m%d", i), fmt.Sprintf("1.2.3.%d", i)).Go(func() {
						h := dialler(i, security)
						time.Sleep(time.Second)
						took[i] = since(func() { got[i] = dialOther(h, i, fmt.Sprintf("1.2.3.%d", 1-i)) })
						both.Done()
					})
				}
				both.Add(len(got))
				both.Wait()
			})
			if got != [2]string{want, want} || took != [2]time.Duration{2 * rtt, 2 * rtt} {
				t.Errorf("the hosts say\n%s\n%s\nafter %v, want both after %v\n%s", got[0], got[1], took, 2*rtt, want)
			}
			if real := onKernel(t, security); real != got {
				t.Errorf("on the kernel's network they say\n%s\n%s", real[0], real[1])
			}
		})
	}
}
