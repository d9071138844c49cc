//go:build simsealed && linux

package simtest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/rpc"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
	"github.com/libp2p-sim/sim/sim/trace"
)

// serve lets a machine answer requests over HTTP with its name.
func serve(m *simtest.Machine) {
	m.Go(func() {
		_ = http.ListenAndServe(":80", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, m.Name()) }))
	})
}

// get asks a machine, from another, with a time-out.
func get(from *simtest.Machine, to string, within time.Duration) (body string, err error) {
	from.Do(func() {
		client := http.Client{Timeout: within, Transport: &http.Transport{DisableKeepAlives: true}}
		var r *http.Response
		if r, err = client.Get("http://" + to + "/"); err != nil {
			return
		}
		defer r.Body.Close()
		var b []byte
		b, err = io.ReadAll(r.Body)
		body = string(b)
	})
	return body, err
}

// TestMachines: programs of machines reach each other by name, and find out what happens
// to others as they would.
func TestMachines(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Machine("a"), n.Machine("b")
		n.Link(a, b, link.Way{Delay: 30 * time.Millisecond})
		serve(b)
		n.Advance(time.Second)
		ask := func(what string, least, most time.Duration, want error) {
			begin := n.Now()
			body, err := get(a, "b", 5*time.Second)
			took := n.Now() - begin
			if took < least || took > most || want == nil && (err != nil || body != "b") || want != nil && !errors.Is(err, want) {
				n.Errorf("%s: %q, %v after %v; want %v after %v to %v", what, body, err, took, want, least, most)
			}
		}
		ask("at first", 120*time.Millisecond, 120*time.Millisecond, nil)
		heal := n.Cut(a, b)
		ask("cut", 5*time.Second, 5*time.Second, context.DeadlineExceeded)
		heal()
		ask("healed", 120*time.Millisecond, 120*time.Millisecond, nil)
		b.Pause()
		ask("paused", 5*time.Second, 5*time.Second, context.DeadlineExceeded) // its kernel accepts
		b.Resume()
		ask("resumed", 120*time.Millisecond, 120*time.Millisecond, nil)
		b.Crash()
		ask("crashed", 5*time.Second, 5*time.Second, context.DeadlineExceeded)
		b.Restart()
		ask("restarted, without programs", 60*time.Millisecond, 60*time.Millisecond, syscall.ECONNREFUSED)
		serve(b)
		n.Advance(time.Second)
		ask("serving again", 120*time.Millisecond, 120*time.Millisecond, nil)
		b.Leave()
		ask("left", 60*time.Millisecond, 60*time.Millisecond, syscall.ECONNREFUSED)
		kinds := map[trace.EventKind]int{}
		for e := range n.Events() {
			kinds[e.Kind]++
		}
		if kinds[trace.Send] < 50 || kinds[trace.Up] != 3 || kinds[trace.Down] != 2 || kinds[trace.Fault] != 3 {
			n.Errorf("the log has %v", kinds)
		}
	})
}

// TestSilence: who only waits finds out by the probes of its kernel that the other is
// gone, or has forgotten.
func TestSilence(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		for _, c := range []struct {
			name   string
			breaks func(b *simtest.Machine)
			want   error
			after  time.Duration
		}{
			{"crash", (*simtest.Machine).Crash, syscall.ETIMEDOUT, 150 * time.Second},
			{"leave", (*simtest.Machine).Leave, io.EOF, 0},
			{"cut", func(b *simtest.Machine) { n.Cut(machines["a of cut"], b) }, syscall.ETIMEDOUT, 150 * time.Second},
			{"restart", func(b *simtest.Machine) { b.Crash(); n.Advance(time.Minute); b.Restart() }, syscall.ECONNRESET, 150 * time.Second},
		} {
			a, b := n.Machine("a of "+c.name), n.Machine("b of "+c.name)
			machines[a.Name()] = a
			b.Go(func() {
				l, err := net.Listen("tcp", ":1")
				if err != nil {
					n.Errorf("%v", err)
					return
				}
				if _, err := l.Accept(); err != nil {
					n.Errorf("%v", err)
				}
			})
			n.Advance(time.Second)
			var got error
			var at time.Duration
			a.Go(func() {
				conn, err := net.Dial("tcp", b.Name()+":1")
				if err != nil {
					n.Errorf("%v", err)
					return
				}
				_, got = conn.Read(make([]byte, 1))
				at = n.Now()
			})
			n.Advance(time.Second)
			begin := n.Now()
			c.breaks(b)
			n.Advance(10 * time.Minute)
			if took := at - begin; !errors.Is(got, c.want) || took < c.after || took > c.after+time.Second {
				n.Errorf("%s: %v after %v, want %v after %v", c.name, got, took, c.want, c.after)
			}
		}
	})
}

var machines = map[string]*simtest.Machine{}

// Names answers calls of net/rpc.
type Names struct{ name string }

// Of returns the name of the machine.
func (s *Names) Of(prefix string, answer *string) error {
	*answer = prefix + s.name
	return nil
}

// TestRPC: other protocols of the standard library run as they are.
func TestRPC(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a, b := n.Machine("a"), n.Machine("b")
		b.Go(func() {
			server := rpc.NewServer()
			if err := server.Register(&Names{"b"}); err != nil {
				n.Errorf("%v", err)
			}
			l, err := net.Listen("tcp", b.Addr().String()+":1234")
			if err != nil {
				n.Errorf("%v", err)
				return
			}
			server.Accept(l)
		})
		n.Advance(time.Second)
		a.Do(func() {
			client, err := rpc.Dial("tcp", "b:1234")
			if err != nil {
				n.Errorf("%v", err)
				return
			}
			var answer string
			if err := client.Call("Names.Of", "I am ", &answer); err != nil || answer != "I am b" {
				n.Errorf("the call says %q, %v", answer, err)
			}
		})
	})
}

// TestKademliaOnSockets: kad-dht on hosts of libp2p.New, with their default transports
// and options of one's own, stores and finds.
func TestKademliaOnSockets(t *testing.T) {
	run := func(seed uint64) simtest.Result {
		return simtest.Run(t, simtest.Config{Seed: seed}, func(n *simtest.Net) {
			var hosts []host.Host
			var dhts []*dht.IpfsDHT
			for i := range 12 {
				m := n.Machine(fmt.Sprintf("m%d", i))
				m.Do(func() {
					h, err := libp2p.New(libp2p.Identity(m.Key()))
					if err != nil {
						n.Fatalf("%v", err)
					}
					d, err := dht.New(h, dht.Mode(dht.ModeServer), dht.ProtocolPrefix("/sim"), dht.NamespacedValidator("v", anything{}))
					if err != nil {
						n.Fatalf("%v", err)
					}
					if h.ID() != m.ID() {
						n.Errorf("%s is %v, want %v", m.Name(), h.ID(), m.ID())
					}
					if i > 0 {
						if err := h.Connect(context.Background(), peer.AddrInfo{ID: hosts[0].ID(), Addrs: hosts[0].Addrs()}); err != nil {
							n.Errorf("%v", err)
						}
					}
					hosts, dhts = append(hosts, h), append(dhts, d)
				})
				n.Advance(time.Second)
			}
			n.Advance(time.Minute)
			ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
			defer cancel()
			n.World().Node(hosts[3].ID()).Do(func() {
				if err := dhts[3].PutValue(ctx, "/v/key", []byte("value")); err != nil {
					n.Errorf("%v", err)
				}
			})
			n.World().Node(hosts[9].ID()).Do(func() {
				if v, err := dhts[9].GetValue(ctx, "/v/key"); err != nil || string(v) != "value" {
					n.Errorf("found %q, %v", v, err)
				}
			})
			quic := func(c string) bool { return strings.Contains(c, "/quic-v1") }
			var conns []string
			for _, c := range hosts[0].Network().Conns() {
				conns = append(conns, c.RemoteMultiaddr().String())
			}
			if !slices.ContainsFunc(conns, quic) {
				n.Errorf("the first is connected to %v, want some over QUIC", conns)
			}
		})
	}
	if a, b, c := run(1), run(1), run(2); a.Fingerprint != b.Fingerprint || a.Fingerprint == c.Fingerprint {
		t.Errorf("seeds 1, 1 and 2 give %v, %v and %v", a.Fingerprint, b.Fingerprint, c.Fingerprint)
	}
}

type anything struct{}

func (anything) Validate(string, []byte) error        { return nil }
func (anything) Select(string, [][]byte) (int, error) { return 0, nil }
