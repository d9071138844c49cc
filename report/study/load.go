package study

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Is reports whether dir is a study directory.
func Is(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, ManifestFile))
	return err == nil
}

// Load reads study.json and results.csv of a study directory. It fails on one that
// is half-written or damaged, and names the file and, where there is one, the
// line.
func Load(dir string) (*Results, error) {
	r := &Results{Dir: dir}
	path := filepath.Join(dir, ManifestFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(dir); err != nil {
			return nil, err
		}
		return nil, fmt.Errorf("%s is not a study directory: it has no %s", dir, ManifestFile)
	}
	if err != nil {
		return nil, err
	}
	if err := parse(data, &r.Study); err != nil {
		return nil, fmt.Errorf("%s%w", path, err)
	}
	path = filepath.Join(dir, ResultsFile)
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has no %s yet: sim sweep has not finished there", dir, ResultsFile)
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if err := r.read(f); err != nil {
		return nil, fmt.Errorf("%s%w", path, err)
	}
	done, err := os.ReadFile(filepath.Join(dir, DoneFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	r.Complete = strings.TrimSpace(string(done)) == "complete"
	return r, nil
}

// Parse reads the contents of study.json and results.csv from elsewhere. Its errors
// begin with the file's name.
func Parse(manifest, results []byte) (*Results, error) {
	r := &Results{Complete: true}
	if err := parse(manifest, &r.Study); err != nil {
		return nil, fmt.Errorf("%s%w", ManifestFile, err)
	}
	if err := r.read(bytes.NewReader(results)); err != nil {
		return nil, fmt.Errorf("%s%w", ResultsFile, err)
	}
	return r, nil
}

// parse's errors begin with ":line: " or ": ", to follow a path.
func parse(data []byte, s *Study) error {
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(s); err != nil {
		offset := in.InputOffset()
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		switch {
		case errors.As(err, &syntax):
			offset = syntax.Offset
		case errors.As(err, &kind):
			offset = kind.Offset
		}
		line := 1 + bytes.Count(data[:min(offset, int64(len(data)))], []byte("\n"))
		return fmt.Errorf(":%d: %w", line, err)
	}
	if err := s.check(); err != nil {
		return fmt.Errorf(": %w", err)
	}
	return nil
}

// check holds s against the promises of its types.
func (s *Study) check() error {
	switch {
	case s.Name == "":
		return errors.New("the study has no name")
	case len(s.Cells) == 0:
		return errors.New("the study has no cells")
	case len(s.Measures) == 0:
		return errors.New("the study has no measures")
	case len(s.Seeds) == 0:
		return errors.New("the study has no seeds")
	}
	for i, seed := range s.Seeds {
		if i > 0 && seed <= s.Seeds[i-1] {
			return fmt.Errorf("seeds[%d]: %d after %d, want ascending seeds", i, seed, s.Seeds[i-1])
		}
	}
	for i, c := range s.Cells {
		if len(c.Values) != len(s.Parameters) {
			return fmt.Errorf("cells[%d] (%s) has %d values for %d parameters", i, c.ID, len(c.Values), len(s.Parameters))
		}
		for j, v := range c.Values {
			if !slices.Contains(s.Parameters[j].Values, v) {
				return fmt.Errorf("cells[%d] (%s): %s has no value %q", i, c.ID, s.Parameters[j].Name, v)
			}
		}
		if s.cell(c.ID) < i {
			return fmt.Errorf("cells[%d]: %s is there twice", i, c.ID)
		}
	}
	for i, m := range s.Measures {
		if m.Expr == "" || m.Expr == Failed || m.Unit == "" {
			return fmt.Errorf("measures[%d]: %q in %q is no measure", i, m.Expr, m.Unit)
		}
		if s.measure(m.Expr) < i {
			return fmt.Errorf("measures[%d]: %s is there twice", i, m.Expr)
		}
	}
	return s.checkStyles()
}

// cell and measure return an index, or -1.
func (s *Study) cell(id string) int {
	return slices.IndexFunc(s.Cells, func(c Cell) bool { return c.ID == id })
}

func (s *Study) measure(expr string) int {
	return slices.IndexFunc(s.Measures, func(m Measure) bool { return m.Expr == expr })
}
