//go:build simsealed

package sim_test

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

var update = flag.Bool("update", false, "rewrite testdata")

// A transcript is a small run of the fabric. Its event log, in the notation of sim
// trace, is testdata/<name>.txt. Actions of a test at a node, and things that a
// node sees and no event shows, are in the log as notes.
type transcript struct {
	name   string
	about  string
	nodes  int
	change func(*sim.Config)
	whole  bool // with the messages of identify
	run    func(s *stage)
}

// A stage is the world in which a transcript plays.
type stage struct {
	*sim.World
	n []*sim.Node
}

// cut cuts some nodes off from others, one way.
func (s *stage) cut(from, to []*sim.Node, planned time.Duration) (heal func()) {
	over, end := s.Fault(nil, "cut", planned), s.Cut(from, to).End
	return func() {
		over()
		end()
	}
}

// do notes an action of a node.
func (s *stage) do(n *sim.Node, what string, args ...any) {
	s.Note(n, "test", nil, fmt.Sprintf(what, args...))
}

// write writes a text to a stream of n.
func (s *stage) write(n *sim.Node, to network.Stream, text string) {
	s.do(n, "writes %q", text)
	if _, err := to.Write([]byte(text)); err != nil {
		s.do(n, "could not write: %v", err)
	}
}

// read has n read from a stream until it ends.
func (s *stage) read(n *sim.Node, from network.Stream) {
	n.Go(func() {
		b := make([]byte, 100)
		for {
			k, err := from.Read(b)
			if k > 0 {
				s.do(n, "has read %q", b[:k])
			}
			if errors.Is(err, io.EOF) {
				s.do(n, "has read to the end")
			} else if err != nil {
				s.do(n, "cannot read: %v", err)
			}
			if err != nil {
				return
			}
		}
	})
}

// dial has n connect to another, and waits for it.
func (s *stage) dial(n, to *sim.Node) {
	s.do(n, "connects to %s", to.Name)
	if err := n.Host().Connect(context.Background(), to.AddrInfo()); err != nil {
		s.do(n, "could not connect: %v", err)
	} else {
		s.do(n, "is connected")
	}
}

// log plays a transcript and returns its text.
func (tt *transcript) log(t *testing.T) string {
	c := config()
	if tt.change != nil {
		tt.change(&c)
	}
	var rec *sim.Recorder
	sealed(t, func() {
		w, n, r := newWorld(c, max(tt.nodes, 2))
		rec = r
		tt.run(&stage{w, n})
	})
	var out bytes.Buffer
	for line := range strings.Lines(tt.about) {
		out.WriteString("# " + strings.TrimSpace(line) + "\n")
	}
	out.WriteString("\n")
	p := log.NewPrinter(&out)
	for e, err := range log.Read(bytes.NewReader(rec.Text(sim.EventLog))) {
		if err != nil {
			t.Fatal(err)
		}
		if !tt.whole && trace.OfConnection(e.Proto) {
			continue
		}
		if err := p.Print(e); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestTranscripts: the fabric behaves over time as its transcripts say. With
// -update they are rewritten from its behaviour.
func TestTranscripts(t *testing.T) {
	var files []string
	for i := range transcripts {
		tt := &transcripts[i]
		file := filepath.Join("testdata", tt.name+".txt")
		files = append(files, file)
		t.Run(tt.name, func(t *testing.T) {
			got := tt.log(t)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s is not what happens; -update rewrites it:\n%s", file, parting(string(want), got))
			}
		})
	}
	there, err := filepath.Glob("testdata/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range there {
		if !slices.Contains(files, f) {
			t.Errorf("%s is no transcript's", f)
		}
	}
}

// parting shows the line at which two texts part, with the one before.
func parting(want, got string) string {
	a, b := strings.Split(want, "\n"), strings.Split(got, "\n")
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	line := func(list []string) string { return strings.Join(list[min(i, len(list)):min(i+1, len(list))], "") }
	return fmt.Sprintf("line %d\n  %s\n- %s\n+ %s", i+1, a[max(i-1, 0)], line(a), line(b))
}

var transcripts = []transcript{
	{
		name: "stream",
		about: `A stream to open, write to, half close and close. One way takes 50 ms. What is
written arrives whole and in order; an end reads to the end once the other has
closed for writing, and may still write.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(a, near)
			s.read(b, far)
			s.write(a, near, "one")
			s.write(a, near, "two")
			time.Sleep(10 * time.Millisecond)
			s.write(a, near, "three")
			s.do(a, "closes for writing")
			_ = near.CloseWrite()
			s.write(a, near, "too late")
			time.Sleep(time.Second)
			s.write(b, far, "answer")
			s.do(b, "closes")
			_ = far.Close()
			time.Sleep(time.Second)
		},
	},
	{
		name: "reset",
		about: `A reset is known at the other end one way later, and what was written just
before is lost with it.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(a, near)
			s.read(b, far)
			s.write(a, near, "first")
			time.Sleep(time.Second)
			s.write(a, near, "lost")
			s.do(a, "resets the stream with error 7")
			_ = near.ResetWithError(7)
			s.write(a, near, "more")
			time.Sleep(time.Second)
			s.write(b, far, "answer")
			time.Sleep(time.Second)
		},
	},
	{
		name: "negotiation",
		about: `Opening a stream whose protocol the dialler does not know the other to speak
takes a round trip, and fails with an error if it does not. The next stream of a
protocol costs nothing to open.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			s.dial(a, b)
			time.Sleep(time.Second)
			open := func() {
				s.do(a, "opens a stream")
				stream, err := a.Host().NewStream(context.Background(), b.ID, proto)
				if err != nil {
					s.do(a, "could not open it: %v", err)
					return
				}
				s.do(a, "has opened it")
				s.write(a, stream, "hello")
				time.Sleep(time.Second)
			}
			open()
			b.Host().SetStreamHandler(proto, func(far network.Stream) { s.read(b, far) })
			open()
			open()
		},
	},
	{
		name: "cut",
		about: `A cut from n-0 to n-1 takes what is on its way off the wire. After the heal all
of it arrives with the sender's next retransmission, at intervals that double from
300 ms. The other way nothing is cut.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(a, near)
			s.read(b, far)
			s.write(a, near, "on its way")
			time.Sleep(delay / 2)
			heal := s.cut(s.n[:1], s.n[1:], 2*time.Second)
			s.write(a, near, "in the cut")
			s.write(b, far, "against the cut")
			s.do(a, "closes for writing")
			_ = near.CloseWrite()
			time.Sleep(2 * time.Second)
			heal()
			time.Sleep(5 * time.Second)
		},
	},
	{
		name: "lost",
		about: `From n-0 to n-1 all is lost, until the transport gives up. A cut that heals
meanwhile makes it try again, in vain: the connection ends when a probe stays
unanswered.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(b, far)
			found := s.Fault(nil, "all is lost", -1)
			restore := s.Degrade(s.n[:1], s.n[1:], sim.Degradation{Loss: 1}).End
			s.write(a, near, "given up")
			time.Sleep(time.Second)
			heal := s.cut(s.n[:1], s.n[1:], -1)
			time.Sleep(time.Second)
			heal()
			time.Sleep(5 * time.Second)
			found()
			restore()
			time.Sleep(time.Minute)
		},
	},
	{
		name: "pause",
		about: `A node that is paused reads and writes nothing. What was sent to it arrived when
it did: it reads all of it when it resumes, and its sleep, over meanwhile, ends then.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(a, near)
			s.read(b, far)
			b.Go(func() {
				time.Sleep(2 * time.Second)
				s.write(b, far, "awake")
			})
			time.Sleep(time.Second)
			over := s.Fault(b, "pause", -1)
			b.Pause()
			s.write(a, near, "one")
			time.Sleep(time.Second)
			s.write(a, near, "two")
			time.Sleep(5 * time.Second)
			over()
			b.Resume()
			time.Sleep(time.Second)
		},
	},
	{
		name: "dial",
		about: `A dial takes three round trips of 100 ms with TCP, Noise and Yamux. Then both
identify each other, which Connect waits for.`,
		whole: true,
		run: func(s *stage) {
			s.dial(s.n[0], s.n[1])
			time.Sleep(time.Second)
		},
	},
	{
		name: "dial-timeout",
		about: `Nobody answers for a node that has crashed: a dial takes its time-out of 5 s. Two
who want the same peer share one dial; who gives up early leaves it to the other.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			b.Crash(nil)
			a.Go(func() {
				ctx, cancel := context.WithTimeout(context.Background(), time.Second)
				defer cancel()
				s.do(a, "connects, for a second")
				err := a.Host().Connect(ctx, b.AddrInfo())
				s.do(a, "could not connect: %v", err)
			})
			s.dial(a, b)
		},
	},
	{
		name: "dial-refused",
		about: `The machine of a process that has ended refuses a dial after one round trip. With
backoff, dials fail at once for the next 5 s.`,
		change: func(c *sim.Config) { c.Dial.Refuse, c.Dial.Backoff = true, true },
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			b.Crash(nil)
			s.dial(a, b)
			time.Sleep(time.Second)
			s.dial(a, b)
			time.Sleep(5 * time.Second)
			s.dial(a, b)
		},
	},
	{
		name: "dial-both",
		about: `Two nodes that dial each other at one instant have one connection, as those who
begin a little apart have.`,
		nodes: 4,
		run: func(s *stage) {
			dial := func(from, to int) { s.n[from].Go(func() { s.dial(s.n[from], s.n[to]) }) }
			dial(0, 1)
			dial(1, 0)
			time.Sleep(2 * time.Second)
			dial(2, 3)
			time.Sleep(100 * time.Millisecond)
			dial(3, 2)
			time.Sleep(2 * time.Second)
		},
	},
	{
		name: "leave",
		about: `Of a node that leaves, the others know one way later. What it wrote just before
is lost with the connection.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(b, far)
			s.write(a, near, "goodbye")
			a.Leave(nil)
			time.Sleep(time.Minute)
		},
	},
	{
		name: "keepalive",
		about: `Of a node that crashes, the others know nothing until a probe, every 30 s of a
connection's life, is not answered for 10 s.`,
		nodes: 3,
		run: func(s *stage) {
			a, b, c := s.n[0], s.n[1], s.n[2]
			near, _ := pair(a, b)
			s.read(a, near)
			time.Sleep(25 * time.Second)
			early, _ := pair(c, b)
			s.read(c, early)
			b.Crash(nil)
			s.write(a, near, "into the void")
			time.Sleep(time.Minute)
			s.write(a, near, "more")
		},
	},
	{
		name: "keepalive-cut",
		about: `A cut that lasts ends connections as a crash does, on both sides. One that ends
in time for a retransmission before a probe has waited for 10 s does not.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, far := pair(a, b)
			s.read(a, near)
			s.read(b, far)
			cut := func(d time.Duration) {
				heal := s.cut(s.n[:1], s.n[1:], d)
				s.write(a, near, "in the cut")
				time.Sleep(d)
				heal()
			}
			cut(20 * time.Second)
			time.Sleep(30 * time.Second)
			cut(time.Minute)
			s.dial(a, b)
		},
	},
	{
		name: "half-open",
		about: `The last packet of a handshake is on its way while the listener crashes, or its
process stops. The dialler is connected, and finds out by its keepalive; a process that goes
on in time is connected then.`,
		nodes: 6,
		run: func(s *stage) {
			meet := func(a, b *sim.Node) {
				s.Go("dial of "+b.Name, func() { s.dial(a, b) })
				time.Sleep(320 * time.Millisecond)
			}
			meet(s.n[0], s.n[1])
			s.n[1].Crash(nil)
			time.Sleep(time.Minute)
			meet(s.n[2], s.n[3])
			s.n[3].Pause()
			time.Sleep(5 * time.Second)
			s.n[3].Resume()
			time.Sleep(time.Minute)
			meet(s.n[4], s.n[5])
			s.n[5].Pause()
			time.Sleep(time.Minute)
		},
	},
	{
		name: "restart",
		about: `What comes to a host that has crashed and is back, on a connection of before, is
answered by a reset; while the host is down nobody answers.`,
		run: func(s *stage) {
			a, b := s.n[0], s.n[1]
			near, _ := pair(a, b)
			s.read(a, near)
			b.Crash(nil)
			s.write(a, near, "to nobody")
			time.Sleep(time.Second)
			if err := b.Start(); err != nil {
				panic(err)
			}
			s.write(a, near, "to a stranger")
			time.Sleep(time.Second)
			s.dial(a, b)
		},
	},
	{
		name: "multicast",
		about: `A datagram to a multicast group reaches, one way of the LAN later, those on the
LAN who are members, but for the sender and who is behind a cut.`,
		nodes: 4,
		change: func(c *sim.Config) {
			c.LAN.Latency = time.Millisecond
		},
		run: func(s *stage) {
			var members []*sim.Membership
			for i := range 4 {
				n, err := s.Add(sim.NodeConfig{Name: fmt.Sprintf("lan-%d", i), Group: "lan", Dialable: true, LAN: "home"})
				if err == nil {
					err = n.Start()
				}
				if err != nil {
					panic(err)
				}
				m, err := n.Host().Join("group", func(from *sim.Node, b []byte) { s.do(n, "hears %q from %s", b, from.Name) })
				if err != nil {
					panic(err)
				}
				members = append(members, m)
			}
			lan := s.Nodes()[4:]
			s.do(lan[0], "sends")
			members[0].Send([]byte("hello"))
			time.Sleep(time.Second)
			s.do(lan[3], "leaves the group")
			members[3].Close()
			heal := s.cut(lan[:1], lan[1:2], -1)
			s.do(lan[0], "sends")
			members[0].Send([]byte("again"))
			time.Sleep(time.Second)
			heal()
			if _, err := s.n[0].Host().Join("group", nil); err != nil {
				s.do(s.n[0], "could not join: %v", err)
			}
		},
	},
}
