package log

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/trace"
)

// Validate holds the log against the invariants of trace.Validator, but for that of
// delays, for which it would have to know the network. The error names the
// directory and the first event that breaks one.
func (l *Log) Validate() error {
	var v trace.Validator
	for e, err := range l.Events() {
		if err != nil {
			return err
		}
		logged, err := trace.ParseEvent(e.Raw)
		if err == nil {
			err = v.Add(&logged)
		}
		if err != nil {
			return fmt.Errorf("%s: event %d: %w: %s", l.Dir, e.Line, err, e.Raw)
		}
	}
	return nil
}
