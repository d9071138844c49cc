package sim

import (
	"context"
	"fmt"
	"reflect"
	"time"

	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/peerstore"
	"github.com/libp2p/go-libp2p/core/record"
	"github.com/libp2p/go-libp2p/p2p/protocol/identify"
	ma "github.com/multiformats/go-multiaddr"
)

// userAgent is the name that hosts give themselves. The default is the path and
// version of the program, and would make messages of it.
const userAgent = "libp2p-sim"

// startIdentify gives the host an identify service over our streams, in place of
// the one that mocknet's host has over mocknet's, and a signed peer record for it
// to send, which mocknet's hosts do without.
func (h *fabricHost) startIdentify() error {
	if err := silence(h.base.Network()); err != nil {
		return err
	}
	h.node.label.Go(func() { _ = h.base.IDService().Close() }) // waits for its goroutines
	book, ok := peerstore.GetCertifiedAddrBook(h.Peerstore())
	if !ok {
		return fmt.Errorf("sim: mocknet's peerstore %T takes no signed records", h.Peerstore())
	}
	// Numbered by the virtual clock alone: go-libp2p's own numbers also follow from
	// how many records the process has made.
	signed := &peer.PeerRecord{PeerID: h.node.ID, Addrs: []ma.Multiaddr{h.node.Addr}, Seq: uint64(time.Now().UnixNano())}
	own, err := record.Seal(signed, h.node.key)
	if err != nil {
		return fmt.Errorf("sim: signed peer record of %s: %w", h.node.Name, err)
	}
	if _, err := book.ConsumePeerRecord(own, peerstore.PermanentAddrTTL); err != nil {
		return fmt.Errorf("sim: signed peer record of %s: %w", h.node.Name, err)
	}
	ids, err := identify.NewIDService(h, identify.UserAgent(userAgent))
	if err != nil {
		return fmt.Errorf("sim: identify of %s: %w", h.node.Name, err)
	}
	h.ids = ids
	ids.Start()
	return nil
}

// silence keeps the services that mocknet's host began from hearing of
// connections. It is called before anybody else listens. Mocknet has no way to
// ask for the listeners, which StopNotify needs.
func silence(n network.Network) error {
	v := reflect.ValueOf(n)
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	if v.Kind() == reflect.Struct {
		f := v.FieldByName("notifs")
		if f.IsValid() && f.Type() == reflect.TypeFor[map[network.Notifiee]struct{}]() {
			for l := range *(*map[network.Notifiee]struct{})(f.Addr().UnsafePointer()) {
				n.StopNotify(l)
			}
			return nil
		}
	}
	return fmt.Errorf("sim: this go-libp2p's mocknet (%T) keeps its listeners in another way", n)
}

// IDService returns the service that identifies the host's connections, as that
// of a basic host does.
func (h *fabricHost) IDService() identify.IDService { return h.ids }

// identify waits until the host knows the protocols of the other end, or could
// not find out.
func (c *conn) identify(ctx context.Context) error {
	if c.identified {
		return nil
	}
	select {
	case <-c.host.ids.IdentifyWait(c):
		c.identified = true
		return nil
	case <-ctx.Done():
		return fmt.Errorf("identify failed to complete: %w", ctx.Err())
	case <-c.host.gone:
		return errDown
	}
}
