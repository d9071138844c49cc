package link

import (
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestDirectionLaws: nothing arrives before its delay is over, and nothing
// overtakes.
func TestDirectionLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var d Direction
		now, last := int64(0), int64(0)
		for range rapid.IntRange(1, 100).Draw(t, "n") {
			now += rapid.Int64Range(0, 1e9).Draw(t, "gap")
			delay := rapid.Int64Range(0, 1e9).Draw(t, "delay")
			at := d.Send(now, time.Duration(delay))
			if at < now+delay {
				t.Fatalf("arrives at %d, sent at %d with delay %d", at, now, delay)
			}
			if at < last {
				t.Fatalf("arrives at %d, before what was sent earlier, at %d", at, last)
			}
			if last <= now+delay && at != now+delay {
				t.Fatalf("arrives at %d although nothing is in its way, want %d", at, now+delay)
			}
			last = at
		}
	})
}

func TestUniformStaysInRange(t *testing.T) {
	u := Uniform{10 * time.Millisecond, 12 * time.Millisecond}
	r := rand.New(rand.NewPCG(1, 2))
	low, high := u.Max, u.Min
	for range 10_000 {
		p := u.Path(0, 0, r)
		if p.There != p.Back {
			t.Fatalf("%v there, %v back", p.There, p.Back)
		}
		low, high = min(low, p.There), max(high, p.There)
	}
	if low < u.Min || high > u.Max || low > u.Min+time.Microsecond || high < u.Max-time.Microsecond {
		t.Errorf("10000 draws lie in %v to %v, want nearly all of %v to %v", low, high, u.Min, u.Max)
	}
	if p := (Uniform{time.Second, time.Second}).Path(0, 0, r); p.There != time.Second {
		t.Errorf("a range of one value gives %v", p.There)
	}
}

func TestAWS33(t *testing.T) {
	table, ok := LookupTable("aws33")
	if !ok {
		t.Fatal("no table aws33")
	}
	if n := len(table.Regions()); n != 33 {
		t.Errorf("%d regions, want 33", n)
	}
	virginia, ireland := table.Index("us-east-1"), table.Index("eu-west-1")
	p := table.Path(virginia, ireland, nil)
	if rtt := p.RTT(); rtt < 60*time.Millisecond || rtt > 80*time.Millisecond {
		t.Errorf("us-east-1 to eu-west-1 and back in %v, want about 70ms", rtt)
	}
	if p != table.Path(ireland, virginia, nil).Flip() {
		t.Error("a path is not the other direction's, seen from the other side")
	}
}

func TestParseTable(t *testing.T) {
	for name, text := range map[string]string{
		"not square":      "x,a,b\na,1,2\n",
		"names differ":    "x,a,b\na,1,2\nc,3,4\n",
		"no number":       "x,a,b\na,1,z\nb,3,4\n",
		"negative":        "x,a,b\na,1,-2\nb,3,4\n",
		"more than a day": "x,a,b\na,1,1e9\nb,3,4\n",
	} {
		if _, err := parseTable([]byte(text)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
