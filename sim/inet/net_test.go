//go:build simsealed && linux

package inet_test

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/libp2p-sim/sim/sim/inet"
	"github.com/libp2p-sim/sim/sim/internal/tcpflow"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p/go-netroute"
)

// A lab is a network in which every way takes 25 ms.
type lab struct {
	t   *testing.T
	net *inet.Net
	sum [32]byte // of all packets
	n   int

	blocked bool               // nothing arrives
	watch   func(*inet.Packet) // is told of all packets, nil for nobody
}

func sealed(t *testing.T, way link.Way, f func(l *lab)) *lab {
	t.Helper()
	return sealedWith(t, way, tcpflow.CUBIC, f)
}

func sealedWith(t *testing.T, way link.Way, law tcpflow.Law, f func(l *lab)) *lab {
	t.Helper()
	l := &lab{t: t}
	result, err := seal.Run(seal.Config{Seed: 1}, func() {
		route := &link.Route{There: way, Back: way}
		var err error
		l.net, err = inet.New(inet.Config{
			Route:      func(_, _ *inet.Machine) *link.Route { return route },
			Blocked:    func(_, _ *inet.Machine) bool { return l.blocked },
			Congestion: law,
			Rand:       func(name string) *rand.Rand { return rand.New(rand.NewChaCha8(sha256.Sum256([]byte(name)))) },
			Record: func(p *inet.Packet) {
				l.n++
				if l.watch != nil {
					l.watch(p)
				}
				l.sum = sha256.Sum256(fmt.Appendf(l.sum[:], "%d %d %s %s %s %s %s %x", p.At, p.Arrive, p.From, p.To, p.Kind, p.Src, p.Dst, xxhash.Sum64(p.Data)))
			},
		})
		if err != nil {
			t.Error(err)
			return
		}
		f(l)
	})
	if err != nil {
		t.Fatal(err)
	}
	if result.End != seal.Main {
		t.Fatalf("%v after %v: %s", result.End, result.Now, result.Describe(seal.Config{}))
	}
	return l
}

func (l *lab) machine(name, addr string) *inet.Machine {
	m, err := l.net.Add(inet.MachineConfig{Name: name, Addrs: []netip.Addr{netip.MustParseAddr(addr)}})
	if err != nil {
		panic(err)
	}
	return m
}

const rtt = 50 * time.Millisecond

var steady = link.Way{Delay: rtt / 2}

// since returns what f takes.
func since(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

func TestHTTP(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		a, b := l.machine("a", "1.2.3.4"), l.machine("b", "5.6.7.8")
		b.Go(func() {
			err := http.ListenAndServe(":80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fmt.Fprintf(w, "hello %s", r.RemoteAddr)
			}))
			t.Errorf("the server ends: %v", err)
		})
		time.Sleep(time.Second)
		a.Do(func() {
			get := func(url, want string) {
				r, err := http.Get(url)
				if err != nil {
					t.Error(err)
					return
				}
				defer r.Body.Close()
				body, err := io.ReadAll(r.Body)
				if string(body) != want || err != nil {
					t.Errorf("%s is %q, %v", url, body, err)
				}
			}
			for _, c := range []struct {
				url  string
				want time.Duration
			}{{"http://5.6.7.8/", 100 * time.Millisecond}, {"http://5.6.7.8/", 50 * time.Millisecond}, {"http://b/", 100 * time.Millisecond}} {
				port := "32768"
				if c.url == "http://b/" {
					port = "32769"
				}
				if took := since(func() { get(c.url, "hello 1.2.3.4:"+port) }); took != c.want {
					t.Errorf("%s takes %v, want %v", c.url, took, c.want)
				}
			}
		})
	})
}

func TestDials(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		a := l.machine("a", "1.2.3.4")
		l.machine("b", "5.6.7.8")
		a.Do(func() {
			for _, c := range []struct {
				addr  string
				limit time.Duration
				want  error
				took  time.Duration
			}{
				{"5.6.7.8:81", time.Minute, syscall.ECONNREFUSED, 50 * time.Millisecond},
				{"9.9.9.9:1", 3 * time.Second, nil, 3 * time.Second}, // its own time-out
				{"9.9.9.9:1", 10 * time.Minute, syscall.ETIMEDOUT, 127 * time.Second},
			} {
				var err error
				took := since(func() { _, err = net.DialTimeout("tcp", c.addr, c.limit) })
				var op *net.OpError
				if took != c.took || !errors.As(err, &op) || op.Op != "dial" || c.want != nil && !errors.Is(err, c.want) || c.want == nil && !op.Timeout() {
					t.Errorf("dial of %s takes %v and says %v, want %v and %v", c.addr, took, err, c.took, c.want)
				}
			}
		})
		if _, err := net.Listen("tcp", ":1"); !errors.Is(err, syscall.EACCES) {
			t.Errorf("a goroutine of no machine listens: %v", err)
		}
	})
}

// TestOldPrograms: what goroutines of a program still do that lost its machine does not
// touch the sockets of the next.
func TestOldPrograms(t *testing.T) {
	for name, end := range map[string]func(*inet.Machine){"off": (*inet.Machine).Off, "exit": (*inet.Machine).Exit} {
		t.Run(name, func(t *testing.T) {
			sealed(t, steady, func(l *lab) {
				m := l.machine("a", "1.2.3.4")
				var old, next net.PacketConn
				m.Do(func() { old = must(net.ListenPacket("udp4", "127.0.0.1:1")) })
				end(m)
				m.On()
				m.Do(func() {
					next = must(net.ListenPacket("udp4", "127.0.0.1:1"))
					if _, err := old.WriteTo([]byte("x"), next.LocalAddr()); err == nil {
						t.Error("the old program sends")
					}
					if err := old.Close(); err != nil {
						t.Errorf("the old program closes its socket: %v", err)
					}
					must(next.WriteTo([]byte("y"), next.LocalAddr()))
					b := make([]byte, 10)
					if n, _, err := next.ReadFrom(b); string(b[:n]) != "y" || err != nil {
						t.Errorf("the next reads %q, %v", b[:n], err)
					}
				})
			})
		})
	}
}

// TestRoutes: programs that ask the kernel from where they would send learn it.
func TestRoutes(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		l.machine("a", "1.2.3.4").Do(func() {
			r := must(netroute.New())
			for dst, want := range map[string]string{"5.6.7.8": "eth0 1.2.3.4", "127.0.0.5": "lo 127.0.0.5", "1.2.3.4": "lo 1.2.3.4"} {
				i, _, src, err := r.Route(net.ParseIP(dst))
				if err != nil || i.Name+" "+src.String() != want {
					t.Errorf("to %s: %v %v, %v; want %s", dst, i, src, err, want)
				}
			}
			if _, _, _, err := r.Route(net.ParseIP("2001:db8::1")); err == nil {
				t.Error("there is a route to IPv6")
			}
		})
	})
}

// TestTwoReaders: a goroutine that waits for its turn at a socket, which another reads from,
// holds up no time; nor does one that waits for the socket's close.
func TestTwoReaders(t *testing.T) {
	sealed(t, steady, func(l *lab) {
		l.machine("a", "1.2.3.4").Do(func() {
			dialled, accepted, listener := pair()
			got := make(chan string, 2)
			for range 2 {
				go func() {
					b := make([]byte, 1)
					n, err := accepted.Read(b)
					got <- fmt.Sprint(string(b[:n]), err)
				}()
				go func() {
					c, err := listener.Accept()
					if err != nil || c.Close() != nil {
						t.Errorf("accept says %v", err)
					}
				}()
			}
			time.Sleep(time.Second)
			must(dialled.Write([]byte("x")))
			time.Sleep(time.Second)
			must(dialled.Write([]byte("y")))
			if a, b := <-got, <-got; a != "x<nil>" || b != "y<nil>" {
				t.Errorf("they read %s and %s, want x and y", a, b)
			}
			for range 2 {
				must(net.Dial("tcp4", listener.Addr().String()))
			}
			time.Sleep(time.Second)
		})
	})
}
