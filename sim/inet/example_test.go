//go:build simsealed && linux

package inet_test

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"time"

	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
)

// Two programs on two machines, 25 ms apart: package net is the simulated network's.
func ExampleMachine() {
	result, err := seal.Run(seal.Config{Seed: 1}, func() {
		way := link.Way{Delay: 25 * time.Millisecond}
		n, err := inet.New(inet.Config{
			Route: func(_, _ *inet.Machine) *link.Route { return &link.Route{There: way, Back: way} },
			Rand:  func(string) *rand.Rand { return rand.New(rand.NewPCG(1, 2)) },
		})
		if err != nil {
			panic(err)
		}
		add := func(name, addr string) *inet.Machine {
			m, err := n.Add(inet.MachineConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}})
			if err != nil {
				panic(err)
			}
			return m
		}
		server, client := add("server", "5.6.7.8"), add("client", "1.2.3.4")
		server.Go(func() {
			l, err := net.Listen("tcp", ":7")
			if err != nil {
				panic(err)
			}
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				fmt.Fprintf(c, "hello %s\n", c.RemoteAddr())
				c.Close()
			}
		})
		time.Sleep(time.Second)
		client.Do(func() {
			begin := time.Now()
			c, err := net.Dial("tcp", "server:7")
			if err != nil {
				panic(err)
			}
			var hello, who string
			fmt.Fscan(c, &hello, &who)
			fmt.Println(hello, who, "after", time.Since(begin))
		})
	})
	if err != nil || result.End != seal.Main {
		fmt.Println(result.End, err)
	}
	// Output: hello 1.2.3.4:32768 after 100ms
}
