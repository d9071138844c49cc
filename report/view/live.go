package view

import (
	"encoding/json"
	"fmt"
	"net/http"
	"time"
)

// progress is how far a run has come.
type progress struct {
	Events int64 `json:"events"` // that have been written
	End    int64 `json:"end"`    // when the last of them was, virtual ns
	Done   bool  `json:"done"`   // the run has ended, and its report is there
}

// tell is how often those that look at a run are told how far it has come.
const tell = 500 * time.Millisecond

// live tells how far a run has come, whenever it has come further, as server-sent
// events with progress as their data. The last one says that the run is done.
func (h *Handler) live(w http.ResponseWriter, r *http.Request, run string) error {
	if !h.folder.isRun(run) {
		return errNone
	}
	w.Header().Set("Content-Type", "text/event-stream")
	if r.Method == http.MethodHead {
		return nil
	}
	answer := http.NewResponseController(w)
	told := progress{Events: -1}
	for {
		now := progress{Done: h.folder.done(run)}
		if o, err := h.logs.of(run); err == nil {
			until := o.caught
			if now.Done {
				until = o.ended
			}
			if err := o.wait(r.Context(), until); err != nil {
				return nil // the browser asks again
			}
			now.Events, now.End = o.index.Progress()
		}
		if now != told {
			content, err := json.Marshal(now)
			if err != nil {
				return err
			}
			if _, err := fmt.Fprintf(w, "data: %s\n\n", content); err != nil {
				return nil // whoever asked has gone
			}
			if err := answer.Flush(); err != nil {
				return nil
			}
			told = now
		}
		if now.Done {
			return nil
		}
		select {
		case <-r.Context().Done():
			return nil
		case <-time.After(tell):
		}
	}
}
