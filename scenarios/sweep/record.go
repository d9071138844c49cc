package sweep

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/trace"
)

// A Record is the part of a finished run that a study keeps, as the run's
// trace.MeasuresFile holds it.
type Record struct {
	Cell     string            `json:"cell"`
	Seed     uint64            `json:"seed"`
	Failed   string            `json:"failed,omitempty"` // in one line; then no measures
	Measures []Measured        `json:"measures,omitempty"`
	Unmet    []string          `json:"unmet,omitempty"` // expectations of the scenario
	Files    map[string]string `json:"files"`           // hex SHA-256 of the other files
}

// A Measured is a value that a study asks for.
type Measured struct {
	Expr  string   `json:"expr"`
	Value *float64 `json:"value"` // null without samples
	Unit  string   `json:"unit"`
}

// fill makes the record of a run, and writes it into the run's directory.
func (r *Record) fill(result *run.Result, measures []expect.Measure) error {
	numbers, err := result.Load()
	if err != nil {
		return err
	}
	if err := r.measure(numbers, result.Summary, measures); err != nil {
		return err
	}
	if err := r.sign(result.Dir); err != nil {
		return err
	}
	b, err := rundir.JSON(r)
	if err != nil {
		return err
	}
	return atomicfile.Bytes(filepath.Join(result.Dir, trace.MeasuresFile), b)
}

// measure takes the study's measures of a run, or its failure.
func (r *Record) measure(numbers *report.Run, summary report.Summary, measures []expect.Measure) error {
	if x := summary.Failure; x != nil {
		message, _, _ := strings.Cut(x.Message, "\n")
		if r.Failed = x.Kind + ": " + message; x.Kind == "memory" {
			r.Failed = x.Kind // the rest is the machine's
		}
		return nil
	}
	for _, m := range measures {
		v, err := numbers.Measure(m)
		if err != nil {
			return err
		}
		x := Measured{Expr: m.String(), Unit: m.Unit()}
		if v.OK {
			x.Value = &v.V
		}
		r.Measures = append(r.Measures, x)
	}
	for _, e := range summary.Expect {
		if !e.OK {
			r.Unmet = append(r.Unmet, e.Expr)
		}
	}
	return nil
}

// result returns the part of r that results.csv has.
func (r *Record) result() study.Run {
	out := study.Run{Failed: r.Failed}
	for _, m := range r.Measures {
		v := expect.Value{OK: m.Value != nil}
		if v.OK {
			v.V = *m.Value
		}
		out.Values = append(out.Values, v)
	}
	return out
}

// sign notes the digests of the files beside the measures.
func (r *Record) sign(dir string) error {
	r.Files = map[string]string{}
	for _, name := range []string{trace.ManifestFile, trace.SummaryFile} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		r.Files[name] = digest(b)
	}
	return nil
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// errDamaged says that a run, which was whole when it got its name, is so no more: a user
// changed it, or the power went.
var errDamaged = errors.New("damaged")

// RunPath returns the path of the run of a cell with a seed.
func (d *Dir) RunPath(cell string, seed uint64) string {
	return d.file(filepath.Join(study.RunsDir, cell, fmt.Sprintf("s%d", seed)))
}

// load reads a finished run, and returns nil for one that is not there. The error wraps
// errDamaged if the run has changed since it finished.
func (d *Dir) load(cell string, seed uint64) (*Record, error) {
	dir := d.RunPath(cell, seed)
	b, err := os.ReadFile(filepath.Join(dir, trace.MeasuresFile))
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(dir); errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("%s is %w: %w", dir, errDamaged, err)
	}
	var r Record
	if err := json.Unmarshal(b, &r); err != nil {
		return nil, fmt.Errorf("%s is %w: %s: %w", dir, errDamaged, trace.MeasuresFile, err)
	}
	if r.Cell != cell || r.Seed != seed || r.Failed == "" && len(r.Measures) != len(d.study.Measures) {
		return nil, fmt.Errorf("%s is %w: %s is another run's", dir, errDamaged, trace.MeasuresFile)
	}
	for name, want := range r.Files {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || digest(b) != want {
			return nil, fmt.Errorf("%s is %w: %s has changed", dir, errDamaged, name)
		}
	}
	return &r, nil
}
