package main

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/report/internal/infer"
	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A mixture is the runs of real-dials in which peers have the same numbers of addresses.
type mixture struct {
	label string
	trial
	rounds [maxRounds]round // of failed dials, by how many eights of addresses they tried
}

// A round counts dials to dead peers that tried so many eights of addresses.
type round struct {
	dials int
	took  int64 // ns, of all
}

// maxRounds are twelve of 5 s: go-libp2p ends the dial of a peer after a minute.
const maxRounds = 12

// atOnce is how many addresses of a peer go-libp2p's swarm dials at one time
// (swarm.DefaultPerPeerRateLimit).
const atOnce = 8

// giveUp is after how many seconds go-libp2p gives an address up.
const giveUp = 5

// realFlag are the runs of the flag -real.
type realFlag []*mixture

func (f *realFlag) String() string { return "" }

func (f *realFlag) Set(arg string) error {
	label, dir, ok := strings.Cut(arg, "=")
	if !ok {
		return fmt.Errorf("%q: want ADDRESSES=DIR, such as 12=results/real-12", arg)
	}
	s, err := read(dir)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(*f, func(m *mixture) bool { return m.label == label })
	if i < 0 {
		i, *f = len(*f), append(*f, &mixture{label: label, trial: trial{k: 20}})
	}
	m := (*f)[i]
	m.runs = append(m.runs, s)
	return m.dials(dir)
}

// An attempt is the dials of one peer's addresses by another, which belong together.
type attempt struct {
	begin, last int64
	open, tried int
	answered    bool // or given up, by the dialler or for another dial
}

// gap is what lies between two attempts at least: go-libp2p leaves a peer that it could not dial
// alone for longer.
const gap = 1e9

// silence is what a dial says that was not answered: of QUIC, of TCP, and of either when the
// time of the whole dial is over.
var silence = regexp.MustCompile(`^timeout: |i/o timeout$|deadline exceeded$`)

// dials counts the dials to peers of which no address answers.
func (m *mixture) dials(dir string) error {
	l, err := log.Open(dir)
	if err != nil {
		return err
	}
	attempts := map[[2]string]*attempt{}
	end := func(a *attempt) {
		if a.open == 0 && !a.answered {
			r := &m.rounds[min((a.tried+atOnce-1)/atOnce, maxRounds)-1]
			r.dials++
			r.took += a.last - a.begin
		}
	}
	for e, err := range l.Events() {
		if err != nil {
			return err
		}
		pair := [2]string{e.P, e.Q}
		a := attempts[pair]
		switch e.Kind {
		case trace.Dial:
			if a != nil && a.open == 0 && e.T-a.last > gap {
				end(a)
				a = nil
			}
			if a == nil {
				a = &attempt{begin: e.T}
				attempts[pair] = a
			}
			a.open++
			a.tried++
		case trace.DialFailed:
			if a == nil {
				continue
			}
			a.open, a.last = a.open-1, e.T
			a.answered = a.answered || !silence.MatchString(e.Detail)
			if a.open == 0 && a.answered {
				delete(attempts, pair)
			}
		case trace.Connect, trace.Accept:
			delete(attempts, pair) // other dials of it may yet end
		}
	}
	for _, a := range attempts {
		end(a)
	}
	return nil
}

// within is what the simulated time may be off by.
const within = 0.3

// realPage writes docs/real-dials.md.
func realPage(out io.Writer, mixtures []*mixture) error {
	w := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) }
	w("# Provide() with real dials")
	w("")
	w("Made by `make real-dials` from runs of [real-dials](../scenarios/real-dials.yaml): hosts of libp2p.New, over")
	w("simulated sockets, whose swarm dials real dead peers. No law is fitted to anything: compare [the same on")
	w("mocknet](ipfs-provide.md), where one is. Published: RFM 17, K = 20, July 2022: P50 12.64 s and P90 48.98 s.")
	w("%d peers: servers with a heavy tail of addresses in the first row, and in the others with as many each as the row says,", mixtures[0].runs[0].hosts)
	w("and clients behind NATs, which have one. A")
	w("value is the mean over seeds, and in brackets stands its 95%% confidence interval.")
	w("")
	w("| IP addresses of a server | seeds | dials of a Provide() that fail | P50 | of the published | P90 | of the published |")
	w("|---|--:|--:|--:|--:|--:|--:|")
	fits := 0
	for _, m := range mixtures {
		row := fmt.Sprintf("| %s | %d | %.1f ", m.label, len(m.runs), mean(m.runs, func(s *samples) []float64 { return s.failed }))
		good := true
		for _, j := range []int{2, 4} {
			here, interval, err := m.quantile(quantiles[j])
			if err != nil {
				return err
			}
			ratio := here / published(20)[j]
			good = good && math.Abs(ratio-1) <= within
			row += fmt.Sprintf("| %s | %.2f ", seconds(here, interval), ratio)
		}
		if good {
			fits++
		}
		w("%s|", row)
	}
	w("")
	w("## Why")
	w("")
	w("| addresses dialled | dials to peers that are dead | how long they take |")
	w("|---|--:|--:|")
	var all [maxRounds]round
	for _, m := range mixtures {
		for i, r := range m.rounds {
			all[i].dials += r.dials
			all[i].took += r.took
		}
	}
	for i, r := range all {
		if r.dials > 0 {
			w("| %d to %d | %d | %.1f s |", i*atOnce+1, (i+1)*atOnce, r.dials, float64(r.took)/1e9/float64(r.dials))
		}
	}
	realText(w, fits, len(mixtures))
	return nil
}

func seconds(value float64, i infer.Interval) string {
	if !i.OK {
		return fmt.Sprintf("%.1f s", value)
	}
	return fmt.Sprintf("%.1f s [%.1f, %.1f]", value, max(i.Low, 0), i.High)
}

// realText says what decides the times.
func realText(w func(string, ...any), fits, rows int) {
	w("")
	w("Within %.0f %% of both published figures: %d of %d rows. What decides them is in the second table. go-libp2p", 100*within, fits, rows)
	w("v0.51.0 gives an address up after %d s, over TCP and over QUIC, and dials %d addresses of a peer at a time, so that a", giveUp, atOnce)
	w("dial to a dead peer takes %d s for each eight of its addresses, up to the minute after which it is given up. Every IP address", giveUp)
	w("has two here, of TCP and QUIC; a host to which many QUIC addresses were silent leaves QUIC out for a while (its detector of")
	w("black holes), and then has half as many to dial. A Provide() waits for the slowest dial of those that it needs.")
	w("")
	const needs = 10 // rounded to that many
	at := needs * math.Round(published(20)[4]/giveUp*atOnce/needs)
	w("So the published P90 needs peers with some %.0f addresses to dial, or with two dozen of which several follow one another,", at)
	w("as the last row has them. How many each peer of 2022 had was not published: Nebula's crawls found 128 614 IP addresses of")
	w("58 642 peers in week 43 of 2021, 2.2 each, as the first row has, whose tail is an assumption. Relays, WebSockets with a")
	w("time-out of their own, and peers that answer and then say nothing are not in the scenario, and may each have cost the rest.")
	w("")
	w("P50 is low for another reason: a network of this size has few servers that die in half an hour, so that a Provide()")
	w("meets fewer of them than in the public network, and by the seed nearly none.")
}
