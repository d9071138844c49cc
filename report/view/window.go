package view

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"time"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// window answers with the messages of a run that were sent in a stretch of time,
// as JSON; see page.Window. Its parameters are from and to, virtual nanoseconds,
// half open, and protocol, op and peer, which may be repeated and mean the same
// as they mean to sim trace.
func (h *Handler) window(w http.ResponseWriter, r *http.Request, run string) error {
	q, err := parseWindow(r.URL.RawQuery)
	if err != nil {
		return badRequest{err}
	}
	q.Roster = h.folder.roster(run)
	o, err := h.logs.of(run)
	if err != nil {
		return err
	}
	if err := o.wait(r.Context(), o.caught); err != nil {
		return err
	}
	answer, err := o.index.Window(r.Context(), q, func() (io.ReadCloser, error) {
		end, err := h.begin(r.Context())
		if err != nil {
			return nil, err
		}
		f, err := h.folder.root.Open(path.Join(run, trace.EventsFile))
		if err != nil {
			end()
			return nil, errNone
		}
		return &turn{f, end}, nil
	})
	if err != nil {
		return err
	}
	content, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(content) // whoever asked may have gone
	return nil
}

// A turn is a file that is read while others wait.
type turn struct {
	io.ReadCloser
	end func()
}

func (t *turn) Close() error {
	defer t.end()
	return t.ReadCloser.Close()
}

func parseWindow(query string) (q log.Query, err error) {
	values, err := url.ParseQuery(query)
	if err != nil {
		return q, err
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list := values[name]
		switch name {
		case "from", "to":
			ns, err := strconv.ParseInt(list[0], 10, 64)
			if err != nil || ns < 0 || len(list) > 1 {
				return q, fmt.Errorf("%s=%s: want one time in virtual nanoseconds, from 0", name, list[0])
			}
			if name == "from" {
				q.From = time.Duration(ns)
			} else if q.To = time.Duration(ns); ns == 0 {
				return q, fmt.Errorf("to=0: nothing is before the beginning")
			}
		case "protocol":
			q.Protocols = list
		case "op":
			q.Ops = list
		case "peer":
			q.Peers = list
		default:
			return q, fmt.Errorf("%q is no parameter; want from, to, protocol, op, peer", name)
		}
	}
	_, err = q.Filter()
	return q, err
}
