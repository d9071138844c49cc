package view

import (
	"net/http"
	"path"
)

// types are the files that are handed out, by their extension; none of them
// runs anything under the policy quiet.
var types = map[string]string{
	".csv":     "text/csv; charset=utf-8",
	".json":    "application/json",
	".jsonl":   "text/plain; charset=utf-8",
	".log":     "text/plain; charset=utf-8",
	".md":      "text/plain; charset=utf-8",
	".parquet": "application/vnd.apache.parquet",
	".pdf":     "application/pdf",
	".png":     "image/png",
	".sh":      "text/plain; charset=utf-8",
	".svg":     "image/svg+xml",
	".tex":     "text/plain; charset=utf-8",
	".txt":     "text/plain; charset=utf-8",
	".yaml":    "text/plain; charset=utf-8",
	".zst":     "application/zstd",
}

// file hands out a file that lies in a run or a study, or in a folder of one.
func (h *Handler) file(w http.ResponseWriter, r *http.Request, p string) error {
	kind, ok := types[path.Ext(p)]
	if !ok || !h.belongs(path.Dir(p)) && !h.belongs(path.Dir(path.Dir(p))) {
		return errNone
	}
	info, err := h.folder.regular(p)
	if err != nil {
		return err
	}
	f, err := h.folder.root.Open(p)
	if err != nil {
		return errNone
	}
	defer f.Close()
	w.Header().Set("Content-Type", kind)
	http.ServeContent(w, r, "", info.ModTime(), f)
	return nil
}

func (h *Handler) belongs(dir string) bool { return h.folder.isRun(dir) || h.folder.isStudy(dir) }
