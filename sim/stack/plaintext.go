package stack

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"

	ic "github.com/libp2p/go-libp2p/core/crypto"
	"github.com/libp2p/go-libp2p/core/network"
	"github.com/libp2p/go-libp2p/core/peer"
	"github.com/libp2p/go-libp2p/core/protocol"
	"github.com/libp2p/go-libp2p/core/sec"
	"github.com/libp2p/go-libp2p/p2p/muxer/yamux"
	"github.com/libp2p/go-libp2p/p2p/security/insecure"
	"github.com/libp2p/go-libp2p/p2p/security/insecure/pb"
	"github.com/libp2p/go-msgio"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// plaintext speaks go-libp2p's plaintext 2.0.0, which secures nothing. go-libp2p's own
// gives the two ends of a connection nothing that they share, by which the log would find
// that they are ends of one. So the exchange has a field more, which others pass over: 16
// bytes that each end draws. And yamux, the one muxer that hosts have, is agreed in it, as in
// Noise and TLS: go-libp2p's plaintext takes a round trip more for that, and the dialler would
// have its end after the other had it.
type plaintext struct {
	id  protocol.ID
	key ic.PrivKey
}

func newPlaintext(id protocol.ID, key ic.PrivKey) *plaintext { return &plaintext{id, key} }

// drawnField is the number of the field in the message Exchange, which has 1 and 2.
const drawnField = 15

// ID implements sec.SecureTransport.
func (t *plaintext) ID() protocol.ID { return t.id }

// SecureInbound implements sec.SecureTransport.
func (t *plaintext) SecureInbound(_ context.Context, c net.Conn, p peer.ID) (sec.SecureConn, error) {
	return t.exchange(c, p)
}

// SecureOutbound implements sec.SecureTransport.
func (t *plaintext) SecureOutbound(_ context.Context, c net.Conn, p peer.ID) (sec.SecureConn, error) {
	return t.exchange(c, p)
}

// exchange tells the other end who this is, and takes what it says for true, if it is whom
// one wants to meet.
func (t *plaintext) exchange(c net.Conn, want peer.ID) (sec.SecureConn, error) {
	own := make([]byte, 16)
	rand.Read(own)
	if err := t.introduce(c, own); err != nil {
		return nil, err
	}
	far, err := msgio.NewVarintReaderSize(c, 1<<16).ReadMsg()
	if err != nil {
		return nil, err
	}
	var m pb.Exchange
	if err := proto.Unmarshal(far, &m); err != nil {
		return nil, err
	}
	key, err := ic.PublicKeyFromProto(m.GetPubkey())
	if err != nil {
		return nil, err
	}
	id, err := peer.IDFromPublicKey(key)
	if err != nil {
		return nil, err
	}
	if string(m.Id) != string(id) || want != "" && want != id {
		return nil, fmt.Errorf("plaintext: the other is %s with the key of %s, expected %s", peer.ID(m.Id), id, want)
	}
	_, _, tag := protowire.ConsumeTag(m.ProtoReflect().GetUnknown())
	if tag < 0 {
		return nil, errors.New("stack: plaintext that is not of this simulation")
	}
	drawn := m.ProtoReflect().GetUnknown()[tag:]
	drawn, n := protowire.ConsumeBytes(drawn)
	if n < 0 {
		return nil, protowire.ParseError(n)
	}
	shared := append(bytes.Clone(own), drawn...)
	if bytes.Compare(own, drawn) > 0 {
		shared = append(bytes.Clone(drawn), own...)
	}
	local, err := peer.IDFromPrivateKey(t.key)
	return &plainConn{c, local, id, key, shared}, err
}

// introduce sends the exchange.
func (t *plaintext) introduce(c net.Conn, drawn []byte) error {
	id, err := peer.IDFromPrivateKey(t.key)
	if err != nil {
		return err
	}
	key, err := ic.PublicKeyToProto(t.key.GetPublic())
	if err != nil {
		return err
	}
	m := pb.Exchange{Id: []byte(id), Pubkey: key}
	m.ProtoReflect().SetUnknown(protowire.AppendBytes(protowire.AppendTag(nil, drawnField, protowire.BytesType), drawn))
	b, err := proto.Marshal(&m)
	if err != nil {
		return err
	}
	return msgio.NewVarintWriter(c).WriteMsg(b)
}

// A plainConn is a connection that nothing secures.
type plainConn struct {
	net.Conn
	local, remote peer.ID
	key           ic.PubKey // the remote peer's
	shared        []byte    // what both ends know, and no other connection's
}

// LocalPeer implements network.ConnSecurity.
func (c *plainConn) LocalPeer() peer.ID { return c.local }

// RemotePeer implements network.ConnSecurity.
func (c *plainConn) RemotePeer() peer.ID { return c.remote }

// RemotePublicKey implements network.ConnSecurity.
func (c *plainConn) RemotePublicKey() ic.PubKey { return c.key }

// ConnState implements network.ConnSecurity.
func (c *plainConn) ConnState() network.ConnectionState {
	return network.ConnectionState{Security: insecure.ID, StreamMultiplexer: yamux.ID, UsedEarlyMuxerNegotiation: true}
}
