//go:build simsealed && linux

package programs

import (
	"context"
	"crypto/ecdsa"
	"fmt"
	"net"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/p2p/discover"
	"github.com/ethereum/go-ethereum/p2p/enode"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestGRPC: a client and a server of gRPC.
func TestGRPC(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Machine("a"), n.Machine("b")
		b.Go(func() {
			l, err := net.Listen("tcp", ":50051")
			if err != nil {
				n.Errorf("%v", err)
				return
			}
			s := grpc.NewServer()
			grpc_health_v1.RegisterHealthServer(s, health.NewServer())
			if err := s.Serve(l); err != nil {
				n.Errorf("%v", err)
			}
		})
		n.Advance(time.Second)
		a.Do(func() {
			conn, err := grpc.NewClient("dns:///b:50051", grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				n.Errorf("%v", err)
				return
			}
			defer conn.Close()
			for range 3 {
				r, err := grpc_health_v1.NewHealthClient(conn).Check(context.Background(), &grpc_health_v1.HealthCheckRequest{})
				if err != nil || r.Status != grpc_health_v1.HealthCheckResponse_SERVING {
					n.Errorf("the health is %v, %v", r, err)
				}
			}
		})
	})
}

// A discoverer is a node of discv5 on a machine.
type discoverer struct {
	machine *simtest.Machine
	*discover.UDPv5
}

func start(n *simtest.Net, name string, boot ...*enode.Node) (d discoverer) {
	d.machine = n.Machine(name)
	d.machine.Do(func() {
		var key *ecdsa.PrivateKey
		var db *enode.DB
		var conn *net.UDPConn
		var err error
		if key, err = crypto.GenerateKey(); err != nil {
			n.Fatalf("%v", err)
		}
		if db, err = enode.OpenDB(""); err != nil {
			n.Fatalf("%v", err)
		}
		own := enode.NewLocalNode(db, key)
		if conn, err = net.ListenUDP("udp4", &net.UDPAddr{Port: 30303}); err != nil {
			n.Fatalf("%v", err)
		}
		own.SetStaticIP(d.machine.Addr().AsSlice())
		own.SetFallbackUDP(30303)
		if d.UDPv5, err = discover.ListenV5(conn, own, discover.Config{PrivateKey: key, Bootnodes: boot}); err != nil {
			n.Fatalf("%v", err)
		}
	})
	return d
}

// TestDiscv5: nodes of go-ethereum's discovery find each other over UDP, and a run of
// them repeats itself.
func TestDiscv5(t *testing.T) {
	run := func() simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: 4}, func(n *simtest.Net) {
			first := start(n, "boot")
			nodes := []discoverer{first}
			for i := range 15 {
				nodes = append(nodes, start(n, fmt.Sprint("node-", i), first.Self()))
				n.Advance(time.Second)
			}
			n.Advance(2 * time.Minute)
			nodes[3].machine.Do(func() {
				found := nodes[3].Lookup(nodes[12].Self().ID())
				if len(found) < 10 || found[0].ID() != nodes[12].Self().ID() {
					n.Errorf("the lookup finds %d nodes", len(found))
				}
				if r, err := nodes[3].Ping(nodes[12].Self()); err != nil || r == nil {
					n.Errorf("ping: %v", err)
				}
			})
		})
	}
	if a, b := run(), run(); a.Fingerprint != b.Fingerprint {
		t.Errorf("two runs differ: %s and %s", a.Fingerprint, b.Fingerprint)
	}
}
