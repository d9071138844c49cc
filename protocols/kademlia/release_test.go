//go:build simsealed && !kaddht041 && !kaddht038

package kademlia

import (
	"testing"
	"time"
)

// From v0.42 on kad-dht deletes expired values in its own time.
func TestExpiredValuesAreDeleted(t *testing.T) {
	sealed(t, func() {
		l := newBench(20, 2, func(o *Options) { aged(o); o.ValueGCInterval = 10 * time.Minute })
		l.do("put", &PutArgs{Count: 2, By: "c[0]"})
		for _, rec := range l.in.records {
			want(t, "stored, at its peer as well", len(rec.holders), 21)
		}
		time.Sleep(2 * time.Hour)
		for _, rec := range l.in.records {
			want(t, "deleted everywhere", len(rec.holders), 0)
		}
	})
}
