package compare

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// baselineFormat is the format of baselines that this package reads and writes.
const baselineFormat = 1

// baseline is a run or a study in one small file. A study is in it as its two
// files are.
type baseline struct {
	Format  int             `json:"sim_baseline"`
	Run     *Run            `json:"run,omitempty"`
	Study   json.RawMessage `json:"study,omitempty"`
	Results string          `json:"results,omitempty"`
}

// Save keeps the run or study in dir as a baseline in file, which is replaced as a
// whole or not at all.
func Save(dir, file string) error {
	side, err := Open(dir)
	if err != nil {
		return err
	}
	b := baseline{Format: baselineFormat, Run: side.Run}
	if side.Study != nil {
		if b.Study, err = os.ReadFile(filepath.Join(dir, study.ManifestFile)); err != nil {
			return err
		}
		results, err := os.ReadFile(filepath.Join(dir, study.ResultsFile))
		if err != nil {
			return err
		}
		b.Results = string(results)
	}
	return atomicfile.Write(file, func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		return e.Encode(b)
	})
}

func openBaseline(path string) (Side, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Side{}, err
	}
	var b baseline
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&b); err != nil || b.Format == 0 {
		return Side{}, errors.Join(fmt.Errorf("%s is no baseline that sim compare --save wrote", path), err)
	}
	if b.Format != baselineFormat {
		return Side{}, fmt.Errorf("%s: baseline of format %d, want %d: another version of sim wrote it", path, b.Format, baselineFormat)
	}
	side := Side{Path: path, Run: b.Run}
	if b.Study != nil {
		if side.Study, err = study.Parse(b.Study, []byte(b.Results)); err != nil {
			return Side{}, fmt.Errorf("%s: %w", path, err)
		}
	}
	if (side.Run == nil) == (side.Study == nil) {
		return Side{}, fmt.Errorf("%s: a baseline holds a run or a study", path)
	}
	return side, nil
}
