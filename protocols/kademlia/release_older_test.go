//go:build simsealed && (kaddht041 || kaddht038)

package kademlia

import (
	"strings"
	"testing"
	"time"
)

// An option that a release does not have is refused, never ignored.
func TestMissingOptionsAreRefused(t *testing.T) {
	o := defaults()
	if err := o.check(); err != nil {
		t.Error(err)
	}
	o.ValueGCInterval = time.Hour
	if err := o.check(); err == nil || !strings.Contains(err.Error(), "value_gc_interval") {
		t.Errorf("error %v, want one that names value_gc_interval", err)
	}
}

// A peer that crashes loses the provider records that it had not written yet.
func TestACrashLosesTheBatch(t *testing.T) {
	sealed(t, func() {
		l := newBench(10, 1, nil)
		l.do("provide", &ProvideArgs{Count: 1, By: "c"})
		l.in.Sample()
		n := l.node("s-0")
		l.crash(n)
		l.up(n)
		time.Sleep(time.Minute)
		l.in.Sample()
		want(t, "provider records", l.values("kademlia.provider_records"), []float64{10, 9})
	})
}
