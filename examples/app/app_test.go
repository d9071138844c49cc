//go:build simsealed && linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/simtest"
)

const members = 20

// status reads the page of a member, from the machine of another.
func status(from *simtest.Machine, of string) (s Status, err error) {
	from.Do(func() {
		var r *http.Response
		if r, err = http.Get("http://" + of + ":8080/"); err != nil {
			return
		}
		defer r.Body.Close()
		err = json.NewDecoder(r.Body).Decode(&s)
	})
	return s, err
}

// TestTwenty runs main on twenty machines: they find each other, each hears the others,
// also when three lose their power, and it is the same every time.
func TestTwenty(t *testing.T) {
	var first simtest.Result
	for try := range 2 {
		r := simtest.Run(t, simtest.Config{Seed: 1, Model: link.Constant(40 * time.Millisecond)}, func(n *simtest.Net) {
			var all []*simtest.Machine
			for i := range members {
				m := n.Machine(fmt.Sprintf("app-%d", i))
				if i == 0 {
					m.Exec(main, "app")
				} else {
					m.Exec(main, "app", "-join", "http://app-0:8080/")
				}
				all = append(all, m)
				n.Advance(time.Second)
			}
			n.Advance(3 * time.Minute)
			for _, m := range all[1:] {
				s, err := status(all[0], m.Name())
				if err != nil || len(s.Heard) != members || s.Peers < members/2 {
					n.Errorf("%s has %d peers and has heard %d members, %v", m.Name(), s.Peers, len(s.Heard), err)
				}
			}
			for _, m := range all[1:4] {
				m.Crash()
			}
			n.Advance(time.Minute)
			before, err := status(all[0], "app-9")
			n.Advance(time.Minute)
			after, err2 := status(all[0], "app-9")
			if err != nil || err2 != nil {
				n.Fatalf("app-9: %v, %v", err, err2)
			}
			talking := 0
			for id, k := range after.Heard {
				if k > before.Heard[id] {
					talking++
				}
			}
			if !all[5].Signal(os.Interrupt) {
				n.Errorf("main does not ask for an interrupt")
			}
			n.Advance(time.Second)
			if _, err := status(all[0], "app-5"); !errors.Is(err, syscall.ECONNREFUSED) {
				n.Errorf("after an interrupt the page of app-5 says %v", err)
			}
			if talking != members-3 {
				n.Errorf("%d members are heard without the three that lost their power, want %d", talking, members-3)
			}
		})
		if try == 0 {
			first = r
		} else if r != first {
			t.Errorf("the second time it is %+v, the first %+v", r, first)
		}
	}
}
