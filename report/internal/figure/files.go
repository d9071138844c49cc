package figure

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// Formats are the forms that figures come in, by the ends of their files' names.
var Formats = []string{"csv", "svg", "png", "pdf", "json"}

// WriteAs writes f in one of [Formats].
func (f Figure) WriteAs(w io.Writer, format string) error {
	switch format {
	case "csv":
		return f.WriteCSV(w)
	case "svg":
		return f.WriteSVG(w)
	case "png":
		return f.WritePNG(w)
	case "pdf":
		return f.WritePDF(w)
	case "json":
		return f.WriteJSON(w)
	}
	return fmt.Errorf("no figure is written as %q", format)
}

// Write writes f to dir in all formats. Each file is replaced as a whole or not
// at all.
func (f Figure) Write(dir string) error {
	for _, format := range Formats {
		err := atomicfile.Write(filepath.Join(dir, f.Name+"."+format), func(w io.Writer) error { return f.WriteAs(w, format) })
		if err != nil {
			return err
		}
	}
	return nil
}

// Clean removes figures of an earlier report that plans do not make.
func Clean(dir string, plans []Plan) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name, format, _ := strings.Cut(e.Name(), ".")
		ours := slices.ContainsFunc(plans, func(p Plan) bool { return p.Name == name })
		if !ours && slices.Contains(Formats, format) {
			if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
				return err
			}
		}
	}
	return nil
}
