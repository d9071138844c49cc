package log

import (
	"fmt"

	"github.com/libp2p-sim/sim/sim/trace"
)

// spans writes the protocols' own spans: of operations, then of none.
func (c *chrome) spans(sample Sample, x *Index, more *recorded) error {
	for _, o := range x.Ops {
		own, err := parseSpans(more.ops[o.Operation()])
		if err != nil {
			return err
		}
		c.ownSpans(own)
	}
	for _, id := range more.loose {
		own, err := parseSpans(more.of[id])
		if err != nil {
			return err
		}
		if sample.looseKept(own) {
			c.ownSpans(own)
		}
	}
	return c.err
}

func (c *chrome) ownSpans(own []trace.Span) {
	for i := range own {
		s := &own[i]
		if _, known := c.pid[s.P]; !known {
			c.process(s.P, len(c.pid)+1)
		}
		args := chromeArgs{"scope": s.Scope, "trace": hexID(s.Trace[:]), "span": hexID(s.ID[:])}
		if s.Op != 0 {
			args["operation"] = s.Operation().String()
		}
		for _, a := range s.Attributes {
			args["attribute "+a.Key] = a.Value
		}
		id := fmt.Sprintf("span %x", s.ID)
		c.begin(id, chromeEvent{Name: s.Name, Cat: "span", PID: c.pid[s.P], TID: messagesTID, TS: micros(s.Start), Args: args})
		outcome := chromeArgs{"outcome": "ok"}
		if s.Status == trace.StatusError {
			outcome["outcome"] = "error: " + s.Description
		}
		c.end(id, s.End, outcome)
	}
}
