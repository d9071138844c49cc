package simtest_test

import (
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/simtest"
)

// TestLawfulLogs: a log that could not have happened fails the run. Those of all
// other tests could have.
func TestLawfulLogs(t *testing.T) {
	const up, unlawful = `{"t":0,"e":"up","p":"a"}` + "\n", `{"t":1,"e":"dial","p":"b","q":"a"}` + "\n"
	defer func() {
		if v, _ := recover().(string); !strings.Contains(v, "b acts while it is down") {
			t.Errorf("it panics with %q", v)
		}
	}()
	log := simtest.NewLog()
	_, _ = log.Write([]byte(up))
	_, _ = log.Write([]byte(unlawful))
}
