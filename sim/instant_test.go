package sim

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/libp2p-sim/sim/sim/seal"
)

// TestInstantsOfTimes: times that libraries use for deadlines, also those before
// the epoch and after the last instant. In a bubble, where no time passes meanwhile.
func TestInstantsOfTimes(t *testing.T) { synctest.Test(t, testInstantsOfTimes) }

func testInstantsOfTimes(t *testing.T) {
	time.Sleep(time.Minute) // a deadline is told apart from what is left to it
	for _, tt := range []struct {
		at   time.Time
		want instant
	}{
		{seal.Epoch, 0},
		{seal.Epoch.Add(time.Second), 1e9},
		{time.Unix(1, 0), 1e9 - instant(seal.Epoch.UnixNano())}, // "a long time ago"
		{time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC), never},
		{time.Time{}, never}, // no deadline
	} {
		if got := deadline(tt.at); got != tt.want {
			t.Errorf("the deadline of %v is %d, want %d", tt.at, got, tt.want)
		}
	}
	if at := instant(5e9); !at.time().Equal(seal.Epoch.Add(5*time.Second)) || at.plus(time.Second).since(at) != time.Second {
		t.Errorf("%v after the epoch is %v", time.Duration(at), at.time())
	}
	if never.logged() != -1 || instant(7).logged() != 7 {
		t.Error("the log does not say never as -1")
	}
}
