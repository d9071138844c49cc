//go:build simsealed && linux

package stack_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/p2p/security/insecure"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/stack"
	"github.com/libp2p-sim/sim/sim/trace"
)

const echo = "/echo/1.0.0"

// TestRecorded: what hosts of libp2p.New say to each other is in the log, message by
// message, on every transport and security: the log is one that could have happened, each
// message that was written is read, an answer belongs to the operation of its request, and
// bytes come to the program as they were written.
func TestRecorded(t *testing.T) {
	for _, c := range []stack.Config{
		{Transports: stack.Transports{TCP: true}, Security: "noise"}, {Transports: stack.Transports{TCP: true}, Security: "tls"}, {Transports: stack.Transports{TCP: true}, Security: "none"},
		{Transports: stack.Transports{TCP: true}}, {Transports: stack.Transports{QUIC: true}}, {Transports: stack.Transports{TCP: true, QUIC: true}},
	} {
		t.Run(fmt.Sprintf("tcp=%v,quic=%v,%s", c.TCP, c.QUIC, c.Security), func(t *testing.T) {
			events, faults := talk(t, &c)
			for _, f := range faults {
				t.Error(f)
			}
			sent, read := map[trace.Nth]*trace.Event{}, 0
			for _, e := range events {
				switch {
				case e.Kind == trace.Send && e.Proto == echo:
					sent[e.Message()] = e
					if want := (trace.Nth{Peer: "a", N: 1}); e.Operation() != want {
						t.Errorf("message %v is of operation %v, want %v", e.Message(), e.Operation(), want)
					}
				case e.Kind == trace.Recv && sent[e.Message()] != nil:
					read++
				}
			}
			if len(sent) < 2*exchanges || read != len(sent) {
				t.Errorf("%d messages of the protocol are sent and %d read, want all and at least %d", len(sent), read, 2*exchanges)
			}
		})
	}
}

// exchanges is how many requests a host makes.
const exchanges = 40

// talk has a host ask another for echoes over a network that loses packets, and returns
// what the log has of it.
func talk(t *testing.T, c *stack.Config) (events []*trace.Event, faults []error) {
	var rec sim.Recorder
	var v trace.Validator
	rec.Watch = func(e *trace.Event) {
		kept := *e
		events = append(events, &kept)
		if err := v.Add(&kept); err != nil {
			faults = append(faults, err)
		}
	}
	result, err := seal.Run(seal.Config{Seed: 1}, func() {
		way := link.Way{Delay: 20 * time.Millisecond, Loss: link.Independent(0.01)}
		w := sim.New(sim.Config{
			Seed:  1,
			Model: link.Func(func(_, _ link.Place, _ *rand.Rand) link.Route { return link.Route{There: way, Back: way} }),
			Dial:  sim.DialConfig{Timeout: dist.Constant(5 * time.Second)}, Stack: c,
		}, &rec)
		v.Least = rec.LeastDelay
		a, b := start(t, w, "a"), start(t, w, "b")
		b.Do(func() {
			b.Host().SetStreamHandler(echo, func(s network.Stream) {
				_, _ = io.Copy(s, s)
				_ = s.CloseWrite()
			})
		})
		a.Do(func() {
			if err := a.Host().Connect(context.Background(), b.AddrInfo()); err != nil {
				t.Error(err)
				return
			}
			if got := a.Host().Network().ConnsToPeer(b.ID)[0].ConnState().Security; (got == insecure.ID) != (c.Security == "none") {
				t.Errorf("security %q is %s", c.Security, got)
			}
			time.Sleep(time.Second) // for identify, which is of no operation
			op := w.BeginOp(a, "echo", "", time.Hour)
			ask(t, a, b)
			w.EndOp(op, "ok")
		})
	})
	if err != nil || result.End != seal.Main {
		t.Fatal(result.End, err)
	}
	return events, faults
}

func start(t *testing.T, w *sim.World, name string) *sim.Node {
	n, err := w.Add(sim.NodeConfig{Name: name, Dialable: true})
	if err == nil {
		err = n.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// ask writes and reads in pieces of all sizes, some of several messages.
func ask(t *testing.T, a, b *sim.Node) {
	s, err := a.Host().NewStream(context.Background(), b.ID, echo)
	if err != nil {
		t.Error(err)
		return
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range exchanges {
		want := make([]byte, 1+r.IntN(1<<r.IntN(18)))
		for i := range want {
			want[i] = byte(r.Uint32())
		}
		if err := write(s, want, r); err != nil {
			t.Error(err)
			return
		}
		got := make([]byte, len(want))
		if _, err := io.ReadFull(s, got); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%d bytes come back as others, %v", len(want), err)
			return
		}
	}
	_ = s.CloseWrite()
	if n, err := s.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("after all there are %d bytes, %v", n, err)
	}
}

// write writes in two messages at times.
func write(w io.Writer, b []byte, r *rand.Rand) error {
	cut := r.IntN(len(b))
	if cut > 0 {
		if _, err := w.Write(b[:cut]); err != nil {
			return err
		}
	}
	_, err := w.Write(b[cut:])
	return err
}

// TestCut: of a write that a deadline ends in the middle the log says how much of it left.
func TestCut(t *testing.T) {
	c := stack.Config{Transports: stack.Transports{TCP: true}}
	var events []*trace.Event
	rec := sim.Recorder{Watch: func(e *trace.Event) { kept := *e; events = append(events, &kept) }}
	const size = 64 << 20 // more than all windows and buffers take
	wrote := 0
	result, err := seal.Run(seal.Config{Seed: 1}, func() {
		w := sim.New(sim.Config{
			Seed: 1, Model: link.Constant(20 * time.Millisecond), Dial: sim.DialConfig{Timeout: dist.Constant(5 * time.Second)}, Stack: &c,
		}, &rec)
		a, b := start(t, w, "a"), start(t, w, "b")
		b.Do(func() { b.Host().SetStreamHandler(echo, func(network.Stream) {}) }) // reads nothing
		a.Do(func() {
			if err := a.Host().Connect(context.Background(), b.AddrInfo()); err != nil {
				t.Error(err)
				return
			}
			s, err := a.Host().NewStream(context.Background(), b.ID, echo)
			if err != nil {
				t.Error(err)
				return
			}
			if err = s.SetWriteDeadline(time.Now().Add(10 * time.Second)); err == nil {
				wrote, err = s.Write(make([]byte, size))
			}
			if err == nil {
				t.Error("all of it is written")
			}
		})
	})
	if err != nil || result.End != seal.Main {
		t.Fatal(result.End, err)
	}
	var sent, notes []string
	for _, e := range events {
		switch {
		case e.Kind == trace.Send && e.Size > size/2: // a small part may go along with the negotiation
			sent = append(sent, fmt.Sprintf("%d of the %d bytes of message %d", wrote-(size-e.Size), e.Size, e.ID))
		case e.Kind == trace.Note && e.Proto == "stack.cut":
			notes = append(notes, e.Detail)
		}
	}
	if len(sent) != 1 || !slices.Equal(sent, notes) || wrote == 0 {
		t.Errorf("the log says %q, want %q", notes, sent)
	}
}
