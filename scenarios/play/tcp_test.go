//go:build simsealed

package play_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols/transfer"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/link"
	"github.com/libp2p-sim/sim/sim/trace"
)

// TestCongestionWindow: network.tcp reaches the connections of either stack. 10 MB over 1 % of
// loss and 100 ms take what Mathis's formula says with a window, within a third, and next
// to nothing without.
func TestCongestionWindow(t *testing.T) {
	const size, loss, rtt = 10e6, 0.01, 0.1
	mathis := time.Duration(math.Round(size / (link.MSS / rtt * math.Sqrt(1.5/loss)) * 1e9))
	logs, times := map[string][]byte{}, map[time.Duration]int{}
	for _, lines := range []string{"tcp: ideal", "tcp: reno", "tcp: cubic", "stack: libp2p, libp2p: {transports: tcp}, tcp: reno", "stack: libp2p, libp2p: {transports: tcp}, tcp: cubic", ""} {
		took, log := transferTime(t, strings.ReplaceAll(lines, ", ", "\n  "), size, loss)
		logs[lines] = log
		times[took]++
		t.Logf("%q: %v, Mathis %v", lines, took, mathis)
		if ideal := lines == "" || lines == "tcp: ideal"; ideal && took > 5*time.Second || !ideal && (took < mathis*2/3 || took > mathis*4/3) {
			t.Errorf("%q: 10 MB take %v, want %v if there is a window", lines, took, mathis)
		}
	}
	if !bytes.Equal(logs[""], logs["tcp: ideal"]) {
		t.Error("the default is not ideal")
	}
	if len(times) != 5 {
		t.Errorf("Reno and CUBIC take the same time: %v", times)
	}
}

// transferTime returns how long a transfer takes, and the log of its run.
func transferTime(t *testing.T, lines string, size, loss float64) (time.Duration, []byte) {
	t.Helper()
	text := fmt.Sprintf(`name: window
duration: 4m
network:
  peers: [{group: a, count: 2}]
  latency: {constant: 50ms}
  loss: %g
  %s
bootstrap: {graph: full}
protocols: {transfer: {timeout: 3m}}
workload: [{at: 30s, send: {size: %.0fB, by: "a[0]", to: "a[1]"}}]
`, loss, lines, size)
	text = strings.Replace(text, "\n  \n", "\n", 1)
	rec := played(t, text, transfer.Protocol)
	log := rec.Text(sim.EventLog)
	var begin, end int64
	for line := range bytes.Lines(log) {
		e, err := trace.ParseEvent(line)
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case e.Kind == trace.OpStart:
			begin = e.T
		case e.Kind == trace.OpEnd && strings.HasPrefix(e.Detail, "ok"):
			end = e.T
		}
	}
	if end == 0 {
		t.Fatalf("%q: nothing was transferred", lines)
	}
	return time.Duration(end - begin), bytes.Clone(log)
}
