package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	dht "github.com/libp2p/go-libp2p-kad-dht"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
)

const (
	bootstraps  = 3 // earlier peers through which a host joins
	minHosts    = bootstraps + 1
	joinEvery   = 100 * time.Millisecond
	joinTries   = 3
	joinAgain   = 10 * time.Second // longer than a swarm dials no address that failed
	checked     = time.Second      // a DHT asks its new neighbours before it admits them
	settle      = time.Minute      // between the last join and the first put
	pause       = time.Second      // after every put and get
	opTimeout   = time.Minute
	valueSize   = 100 // bytes
	wantPercent = 99  // of the puts, and of the gets, that must succeed
)

// A workload is "dht100" at a given size: hosts in DHT server mode join one
// after the other and refresh their tables; then, Ops times, a random one puts
// a value and another gets it.
type workload struct{ Hosts, Ops int }

// An outcome is what a run of the workload did.
type outcome struct {
	Writes  int64   `json:"writes"` // calls of Write on DHT streams
	GetsOK  int     `json:"gets_ok"`
	PutsOK  int     `json:"puts_ok"`
	Virtual float64 `json:"virtual_s"`
	Events  int64   `json:"events"` // entries of the event log, 0 without a log
}

// check returns an error if too few of the operations have succeeded.
func (o outcome) check(ops int) error {
	if min(o.PutsOK, o.GetsOK)*100 < ops*wantPercent {
		return fmt.Errorf("only %d of %d puts and %d of %d gets succeeded, want %d %%", o.PutsOK, ops, o.GetsOK, ops, wantPercent)
	}
	return nil
}

// run carries out the workload on hosts, in virtual time.
func (w workload) run(hosts []host.Host, o *outcome) error {
	r := seed.Stream("bench/workload")
	dhts, err := join(hosts, r, &o.Writes)
	if err != nil {
		return err
	}
	time.Sleep(settle)
	for i := range w.Ops {
		putter := r.IntN(len(dhts))
		getter := (putter + 1 + r.IntN(len(dhts)-1)) % len(dhts)
		key := fmt.Sprintf("/%s/record-%d", namespace, i)
		value := make([]byte, valueSize)
		for j := range value {
			value[j] = byte(r.Uint32())
		}
		if within(func(ctx context.Context) error { return dhts[putter].PutValue(ctx, key, value) }) == nil {
			o.PutsOK++
		}
		_ = within(func(ctx context.Context) error {
			got, err := dhts[getter].GetValue(ctx, key)
			if err == nil && bytes.Equal(got, value) {
				o.GetsOK++
			}
			return err
		})
		time.Sleep(pause)
	}
	return nil
}

// join starts a DHT on every host, one every joinEvery. It returns when all
// have refreshed their tables.
func join(hosts []host.Host, r *rand.Rand, writes *int64) ([]*dht.IpfsDHT, error) {
	dhts := make([]*dht.IpfsDHT, len(hosts))
	errs := make([]error, len(hosts))
	var joins sync.WaitGroup
	for i, h := range hosts {
		d, err := newDHT(countingHost{h, writes})
		if err != nil {
			return nil, fmt.Errorf("DHT of host %d: %w", i, err)
		}
		dhts[i] = d
		known := r.Perm(i)
		known = known[:min(bootstraps, len(known))]
		joins.Go(func() {
			for _, k := range known {
				peer := peer.AddrInfo{ID: hosts[k].ID(), Addrs: hosts[k].Addrs()}
				if err := meet(h, peer); err != nil {
					errs[i] = fmt.Errorf("host %d joins through host %d: %w", i, k, err)
					return
				}
			}
			time.Sleep(checked)
			if err := <-d.RefreshRoutingTable(); err != nil {
				errs[i] = fmt.Errorf("host %d refreshes its table: %w", i, err)
			}
		})
		time.Sleep(joinEvery)
	}
	joins.Wait()
	return dhts, errors.Join(errs...)
}

// meet connects a host to another. Over TCP two hosts that dial each other at one time get
// nowhere, as on a kernel (TestDialsMeet in sim/inet), so one that fails tries again.
func meet(h host.Host, p peer.AddrInfo) (err error) {
	for range joinTries {
		if err = within(func(ctx context.Context) error { return h.Connect(ctx, p) }); err == nil {
			return nil
		}
		time.Sleep(joinAgain)
	}
	return err
}

func within(f func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), opTimeout)
	defer cancel()
	return f(ctx)
}

// namespace of the records.
const namespace = "sim"

func newDHT(h host.Host) (*dht.IpfsDHT, error) {
	return dht.New(h,
		dht.Mode(dht.ModeServer),
		dht.ProtocolPrefix("/sim"),
		dht.NamespacedValidator(namespace, validator{}))
}

// validator accepts every value and prefers the first of equals.
type validator struct{}

// Validate implements record.Validator.
func (validator) Validate(_ string, value []byte) error {
	if len(value) == 0 {
		return errors.New("empty value")
	}
	return nil
}

// Select implements record.Validator.
func (validator) Select(string, [][]byte) (int, error) { return 0, nil }
