// Command app is a small application of libp2p, written as such programs are: a chat
// room over GossipSub whose members find each other by the DHT, with a page that tells how
// it goes. It knows nothing of a simulation.
//
//	app -listen /ip4/0.0.0.0/tcp/4001 -http :8080
//	app -join http://first.example:8080/
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"os/signal"
	"sync"
	"time"

	"github.com/libp2p/go-libp2p"
	dht "github.com/libp2p/go-libp2p-kad-dht"
	pubsub "github.com/libp2p/go-libp2p-pubsub"
	"github.com/libp2p/go-libp2p/core/host"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/p2p/discovery/routing"
	"github.com/libp2p/go-libp2p/p2p/discovery/util"
)

func main() {
	flags := flag.NewFlagSet("app", flag.ExitOnError)
	listen := flags.String("listen", "/ip4/0.0.0.0/tcp/4001", "multiaddr to listen on")
	page := flags.String("http", ":8080", "address of the status page")
	join := flags.String("join", "", "status page of a member, to join by")
	room := flags.String("room", "lobby", "name of the room")
	every := flags.Duration("every", 10*time.Second, "how often to say something")
	_ = flags.Parse(os.Args[1:])

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *listen, *page, *join, *room, *every); err != nil {
		log.Fatal(err)
	}
}

// run is a member until ctx ends.
func run(ctx context.Context, listen, page, join, room string, every time.Duration) error {
	h, err := libp2p.New(libp2p.ListenAddrStrings(listen))
	if err != nil {
		return err
	}
	defer h.Close()
	d, err := dht.New(h, dht.Mode(dht.ModeServer))
	if err != nil {
		return err
	}
	defer d.Close()
	if join != "" {
		if err := connect(ctx, h, join); err != nil {
			return fmt.Errorf("joining by %s: %w", join, err)
		}
	}
	if err := d.Bootstrap(ctx); err != nil {
		return err
	}
	m, err := enter(ctx, h, room)
	if err != nil {
		return err
	}
	go meet(ctx, h, d, room)
	go m.listen(ctx)
	go m.talk(ctx, every)

	l, err := net.Listen("tcp", page)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: m}
	go func() {
		<-ctx.Done()
		server.Close()
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// A Status is what a member's page tells.
type Status struct {
	Self  peer.AddrInfo
	Peers int            // connected
	Heard map[string]int // messages of each member
}

// connect connects to the member whose page it is given.
func connect(ctx context.Context, h host.Host, page string) error {
	client := &http.Client{Timeout: 10 * time.Second}
	r, err := client.Get(page)
	if err != nil {
		return err
	}
	defer r.Body.Close()
	var s Status
	if err := json.NewDecoder(r.Body).Decode(&s); err != nil {
		return err
	}
	return h.Connect(ctx, s.Self)
}

// meet finds other members by the DHT and connects to them, now and again.
func meet(ctx context.Context, h host.Host, d *dht.IpfsDHT, room string) {
	found := routing.NewRoutingDiscovery(d)
	util.Advertise(ctx, found, room)
	for ctx.Err() == nil {
		if peers, err := found.FindPeers(ctx, room); err == nil {
			for p := range peers {
				if p.ID != h.ID() {
					_ = h.Connect(ctx, p)
				}
			}
		}
		select {
		case <-time.After(30 * time.Second):
		case <-ctx.Done():
		}
	}
}

// A member is a host in a room.
type member struct {
	host  host.Host
	topic *pubsub.Topic
	sub   *pubsub.Subscription

	mu    sync.Mutex
	heard map[string]int
}

func enter(ctx context.Context, h host.Host, room string) (*member, error) {
	ps, err := pubsub.NewGossipSub(ctx, h)
	if err != nil {
		return nil, err
	}
	topic, err := ps.Join(room)
	if err != nil {
		return nil, err
	}
	sub, err := topic.Subscribe()
	return &member{host: h, topic: topic, sub: sub, heard: map[string]int{}}, err
}

func (m *member) listen(ctx context.Context) {
	for {
		msg, err := m.sub.Next(ctx)
		if err != nil {
			return
		}
		m.mu.Lock()
		m.heard[msg.GetFrom().String()]++
		m.mu.Unlock()
	}
}

func (m *member) talk(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			_ = m.topic.Publish(ctx, fmt.Appendf(nil, "%s: hello", time.Now().Format(time.TimeOnly)))
		case <-ctx.Done():
			return
		}
	}
}

// ServeHTTP is the status page.
func (m *member) ServeHTTP(w http.ResponseWriter, _ *http.Request) {
	m.mu.Lock()
	defer m.mu.Unlock()
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(Status{
		Self:  peer.AddrInfo{ID: m.host.ID(), Addrs: m.host.Addrs()},
		Peers: len(m.host.Network().Peers()),
		Heard: m.heard,
	})
}
