package kademlia

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	kb "github.com/libp2p/go-libp2p-kbucket"
	"github.com/libp2p/go-libp2p/core/peer"
	"pgregory.net/rapid"
)

// drawID makes ids that share long prefixes now and then.
func drawID(t *rapid.T, name string) id {
	i := idOf(rapid.String().Draw(t, name))
	if n := rapid.IntRange(0, 40).Draw(t, name+" shares"); n < 32 {
		for j := range n {
			i[j] = 0
		}
	}
	return i
}

func TestWalkIsInOrderOfDistance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		places := make([]id, rapid.IntRange(0, 60).Draw(t, "places"))
		for i := range places {
			places[i] = drawID(t, fmt.Sprint("place ", i))
		}
		target := drawID(t, "target")
		distance := func(i int) []byte {
			var d id
			for j := range d {
				d[j] = places[i][j] ^ target[j]
			}
			return d[:]
		}
		want := make([]int, len(places))
		for i := range want {
			want[i] = i
		}
		slices.SortStableFunc(want, func(i, j int) int { return bytes.Compare(distance(i), distance(j)) })
		stop := rapid.IntRange(1, 70).Draw(t, "stop")
		var got []int
		newSpace(places).walk(&target, func(i int) bool {
			got = append(got, i)
			return len(got) < stop
		})
		if want = want[:min(stop, len(want))]; !slices.Equal(got, want) {
			t.Fatalf("walked %v, want %v", got, want)
		}
	})
}

func TestPlacesAreKadDHTs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "key"), peer.ID(rapid.String().Draw(t, "peer"))
		ia, ib := idOf(a), idOf(string(b))
		ka, kp := kb.ConvertKey(a), kb.ConvertPeerID(b)
		if !bytes.Equal(ia[:], ka) || !bytes.Equal(ib[:], kp) {
			t.Fatalf("%x and %x, want %x and %x", ia, ib, ka, kp)
		}
		ia, ib = drawID(t, "a"), drawID(t, "b")
		if got, want := ia.commonPrefix(&ib), kb.CommonPrefixLen(ia[:], ib[:]); got != want {
			t.Fatalf("%x and %x share %d bits, want %d", ia, ib, got, want)
		}
	})
}
