//go:build simsealed && linux

package simtest_test

import (
	"fmt"
	"io"
	mrand "math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestExec: a program has its own arguments, and its end, whichever way, is that of its
// sockets and goroutines and of nobody else's; another life draws other numbers.
func TestExec(t *testing.T) {
	for _, how := range []string{"return", "exit", "signal", "crash", "leave"} {
		t.Run(how, func(t *testing.T) {
			simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
				a, b := n.Machine("a"), n.Machine("b")
				var said, drew []string
				beats := map[string]int{}
				program := func(name string) func() {
					return func() {
						said = append(said, strings.Join(os.Args, " "))
						drew = append(drew, fmt.Sprint(mrand.Uint64()))
						l, err := net.Listen("tcp", ":80")
						if err != nil {
							n.Errorf("%s: %v", name, err)
							return
						}
						go func() {
							_ = http.Serve(l, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, name) }))
						}()
						go func() {
							for {
								time.Sleep(time.Second)
								beats[name]++
							}
						}()
						end := make(chan os.Signal, 1)
						signal.Notify(end, os.Interrupt)
						select {
						case <-end:
						case <-time.After(10 * time.Second):
							if how == "exit" {
								os.Exit(3)
							}
							if how != "return" || name != "a" {
								select {}
							}
						}
					}
				}
				a.Exec(program("a"), "a", "-x", "1")
				b.Exec(program("b"), "b")
				n.Advance(5 * time.Second)
				switch how {
				case "signal":
					if !a.Signal(os.Interrupt) || a.Signal(syscall.SIGTERM) {
						n.Errorf("signals are not asked for as they are")
					}
				case "crash":
					a.Crash()
				case "leave":
					a.Leave()
				}
				n.Advance(time.Minute)
				if how != "exit" && (beats["a"] > 10 || beats["b"] < 60) {
					n.Errorf("%s: after a minute programs have beaten %v times", how, beats)
				}
				if how == "crash" || how == "leave" {
					a.Restart()
				}
				a.Exec(program("a"), "a", "again")
				before := beats["a"]
				n.Advance(5 * time.Second)
				if beats["a"] < before+4 {
					n.Errorf("the program that was started again has beaten %d times", beats["a"]-before)
				}
				if strings.Join(said, ",") != "a -x 1,b,a again" || drew[0] == drew[2] {
					n.Errorf("programs were started with %q, and drew %v", said, drew)
				}
			})
		})
	}
}

// TestDefaultTransport: a connection that the default HTTP client of one machine keeps is
// not used by another machine.
func TestDefaultTransport(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		server := n.Machine("server")
		server.Go(func() {
			_ = http.ListenAndServe(":80", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				host, _, _ := net.SplitHostPort(r.RemoteAddr)
				fmt.Fprint(w, host)
			}))
		})
		n.Advance(time.Second)
		for _, m := range []*simtest.Machine{n.Machine("a"), n.Machine("b")} {
			m.Do(func() {
				r, err := http.Get("http://server/")
				if err != nil {
					n.Errorf("%v", err)
					return
				}
				defer r.Body.Close()
				if b, _ := io.ReadAll(r.Body); string(b) != m.Addr().String() {
					n.Errorf("a request of %s comes from %s, not %s", m.Name(), b, m.Addr())
				}
			})
		}
	})
}
