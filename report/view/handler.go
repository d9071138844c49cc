package view

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path"
	"strings"

	"github.com/libp2p-sim/sim/report/page"
)

// A Handler answers requests for a folder of runs.
type Handler struct {
	folder folder
	hosts  []string
	logs   *logs
	pages  pages
	// heavy bounds how many pages are made and logs compared at once.
	heavy chan struct{}
}

// New returns a handler for the folder dir, which may be a run or a study
// itself. It answers requests whose Host is one of hosts, "127.0.0.1:8080"; to
// all others it says nothing, whatever address they came in by. Close it when
// nobody asks any more.
func New(dir string, hosts ...string) (*Handler, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is no folder", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	f := folder{root}
	return &Handler{folder: f, hosts: hosts, logs: newLogs(f), heavy: make(chan struct{}, 2)}, nil
}

// Close stops reading logs and gives the folder up.
func (h *Handler) Close() error {
	h.logs.close()
	return h.folder.root.Close()
}

// ServeHTTP answers GET and HEAD. A path that is not there, is hidden, or lies
// outside the folder is 404.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for name, value := range map[string]string{
		"Cache-Control":                "no-store", // a run may go on, or be made again
		"Content-Security-Policy":      quiet,
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Referrer-Policy":              "no-referrer",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
	} {
		w.Header().Set(name, value)
	}
	// A page of somebody else may have its name lead here (DNS rebinding).
	known := false
	for _, host := range h.hosts {
		known = known || r.Host == host
	}
	if !known {
		http.Error(w, "403: this is not the host that you asked for", http.StatusForbidden)
		return
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "405: there is only something to read here", http.StatusMethodNotAllowed)
		return
	}
	if err := h.route(w, r); err != nil {
		h.fail(w, r, err)
	}
}

// quiet is the policy of answers that are no page: nothing runs, nothing is
// loaded.
const quiet = "default-src 'none'; style-src 'unsafe-inline'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// A badRequest is an error of the client.
type badRequest struct{ error }

func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	var bad badRequest
	switch {
	case r.Context().Err() != nil: // nobody waits any more
	case errors.As(err, &bad):
		http.Error(w, "400: "+bad.Error(), http.StatusBadRequest)
	case errors.Is(err, errNone):
		http.Error(w, "404: "+errNone.Error(), http.StatusNotFound)
	default:
		http.Error(w, "500: "+err.Error(), http.StatusInternalServerError)
	}
}

// route finds the run, study or file that a path means:
//
//	/                  the list of runs and studies; of one run or study, itself
//	/run/PATH/         the page of a run
//	/run/PATH/window   messages of a stretch of its log
//	/run/PATH/live     how far it has come, as events
//	/run/PATH/FILE     one of its files
//	/study/PATH/       a study, and its files likewise
//	/compare?a=&b=     two runs side by side
func (h *Handler) route(w http.ResponseWriter, r *http.Request) error {
	kind, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch kind {
	case "":
		if rest != "" {
			return errNone
		}
		return h.list(w, r)
	case "compare":
		if r.URL.Path != "/compare" {
			return errNone
		}
		return h.compare(w, r)
	case "run", "study":
	default:
		return errNone
	}
	isPage := rest == "" || strings.HasSuffix(rest, "/")
	rest = strings.TrimSuffix(rest, "/")
	if rest == "" {
		rest = "."
	}
	if !visible(rest) {
		return errNone
	}
	isRun, isStudy := kind == "run" && h.folder.isRun(rest), kind == "study" && h.folder.isStudy(rest)
	switch dir, name := path.Split(rest); {
	case (isRun || isStudy) && !strings.HasSuffix(r.URL.Path, "/"): // links on their pages are relative
		http.Redirect(w, r, href(kind, rest), http.StatusSeeOther)
		return nil
	case isPage && kind == "run":
		return h.run(w, r, rest)
	case isPage:
		return h.study(w, r, rest)
	case kind == "run" && name == "window":
		return h.window(w, r, path.Clean(dir))
	case kind == "run" && name == "live":
		return h.live(w, r, path.Clean(dir))
	}
	return h.file(w, r, rest)
}

// begin waits for its turn to do something that takes long; the function that
// it returns ends it.
func (h *Handler) begin(ctx context.Context) (end func(), err error) {
	select {
	case h.heavy <- struct{}{}:
		return func() { <-h.heavy }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// html answers with a page of ours, which has the style of reports.
func html(w http.ResponseWriter, content []byte) {
	_, style := page.Style()
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Security-Policy",
		"default-src 'none'; style-src "+style+"; img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	_, _ = w.Write(content) // whoever asked may have gone
}
