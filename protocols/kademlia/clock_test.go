//go:build simsealed

package kademlia

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// TestClocks: a provider record carries the time of its peer's clock. Where that jumps ahead the
// record expires at once; one that was stored while the clock was ahead lives longer once it is right
// again. The oracle counts what the peers serve.
func TestClocks(t *testing.T) {
	var counts []string
	sealed(t, func() {
		clocks = true
		defer func() { clocks = false }()
		l := newBench(20, 1, func(o *Options) { o.ProvideValidity, o.CleanupInterval = 2*time.Hour, 30*time.Minute })
		look := func(when string) {
			l.in.Sample()
			all := l.values("kademlia.provider_records")
			served := 0
			for _, n := range l.Select("s") {
				var found int
				n.Do(func() {
					infos, err := l.in.servants[n].dht.ProviderStore().GetProviders(context.Background(), l.in.titled["film"].cid.Hash())
					if err != nil {
						panic(err)
					}
					found = len(infos)
				})
				served += found
			}
			counts = append(counts, fmt.Sprintf("%s: %v, %d served", when, all[len(all)-1], served))
		}
		ahead := l.SetClocks(l.Select("s[0:5]"), 3*time.Hour, 0)
		l.do("provide", &ProvideArgs{Count: 1, By: "c", Key: "film"})
		look("stored")
		behind := l.SetClocks(l.Select("s[5:10]"), -3*time.Hour, 0)
		ahead.End()
		time.Sleep(time.Hour)
		look("after 1h")
		late := l.SetClocks(l.Select("s[10:14]"), 3*time.Hour, 0)
		time.Sleep(time.Hour / 2) // until the next cleanup releases before v0.42 serve what they served before
		look("with four ahead")
		late.End()
		time.Sleep(3 * time.Hour / 2)
		look("after 3h")
		behind.End()
		time.Sleep(time.Hour / 2)
		look("without one behind")
		time.Sleep(5 * time.Hour / 2)
		look("after 6h")
	})
	want := []string{
		"stored: 20, 20 served",
		"after 1h: 20, 20 served",
		"with four ahead: 16, 16 served",
		"after 3h: 10, 10 served",
		"without one behind: 5, 5 served",
		"after 6h: 0, 0 served",
	}
	if got := fmt.Sprint(counts); got != fmt.Sprint(want) {
		t.Errorf("got  %v\nwant %v", counts, want)
	}
}
