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

// TestLives: what a program of a life before does at the instant at which its machine starts
// again is nothing to the life after: its exit does not end the new program, and a pause of
// the machine does not wake what has ended.
func TestLives(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a := n.Machine("a")
		beats := [2]int{}
		program := func(life int) func() {
			return func() {
				go func() {
					for {
						time.Sleep(time.Second)
						beats[life]++
					}
				}()
				l, err := net.Listen("tcp", ":80")
				if err != nil {
					n.Errorf("life %d: %v", life, err)
				}
				_, err = l.Accept()
				fmt.Println("life", life, "ends:", err)
				os.Exit(1) // as log.Fatal(http.ListenAndServe(…)) does
			}
		}
		a.Exec(program(0), "a")
		n.Advance(10 * time.Second)
		a.Crash()
		a.Restart()
		a.Exec(program(1), "a")
		n.Advance(10 * time.Second)
		a.Pause()
		n.Advance(10 * time.Second)
		a.Resume()
		n.Advance(10 * time.Second)
		if beats[0] > 10 || beats[1] < 18 {
			n.Errorf("the lives have beaten %v times, want at most 10 and at least 18", beats)
		}
		// What has ended stays so, also if the machine stands still and goes on.
		b, ticks := n.Machine("b"), 0
		b.Exec(func() {
			go func() {
				for {
					time.Sleep(time.Second)
					ticks++
				}
			}()
			time.Sleep(1500 * time.Millisecond)
		}, "b")
		n.Advance(5 * time.Second)
		b.Pause()
		n.Advance(time.Second)
		b.Resume()
		n.Advance(10 * time.Second)
		if ticks != 1 {
			n.Errorf("a program that has ended ticked %d times, want once, before its end", ticks)
		}
		// Work on a machine whose program has ended is work of a new one.
		a.Crash()
		done := false
		a.Do(func() {
			time.Sleep(time.Second)
			done = true
		})
		if !done {
			n.Errorf("what Do calls on a machine that is down does not return")
		}
	})
}

// TestEndlessErrors: a program that reads on after its machine has lost its power, whatever the
// error, does not hold up the run.
func TestEndlessErrors(t *testing.T) {
	simtest.Run(t, simtest.Config{}, func(n *simtest.Net) {
		a := n.Machine("a")
		a.Exec(func() {
			c, err := net.ListenPacket("udp", ":5353")
			if err != nil {
				n.Errorf("%v", err)
			}
			for b := make([]byte, 100); ; {
				if _, _, err := c.ReadFrom(b); err != nil {
					continue // as servers of zeroconf do
				}
			}
		}, "a")
		n.Advance(time.Second)
		a.Crash()
		n.Advance(time.Minute)
	})
}
