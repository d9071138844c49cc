package compare

import (
	"errors"
	"fmt"
	"math"
)

// A Comparison is the changes from A to B.
type Comparison struct {
	A, B  Side
	Rows  []Row    // that changed, or may have
	Same  int      // measures that are exactly the same
	Notes []string // other differences, and the limits of the comparison
	// Equal is whether the same happened in two runs, event by event.
	Equal bool
	// Tolerance is the change, see [Row.Change], up to which nothing is called better or worse.
	Tolerance float64
}

// A Row is how one measure changed.
type Row struct {
	Where   string  `json:"cell,omitempty"` // "k = 10"; empty in runs and studies of one cell
	Measure string  `json:"measure"`
	Unit    string  `json:"unit,omitempty"`
	A       float64 `json:"a"`
	B       float64 `json:"b"`
	Values  string  `json:"values"`            // "412ms → 388ms"
	By      string  `json:"by"`                // "-5.8 % [-9.1, -2.4]"; may be empty
	Verdict string  `json:"verdict,omitempty"` // empty in runs
	// Change is by how much B is more than A, as a part of A; of shares, the
	// difference. It is nil if A is 0.
	Change *float64 `json:"change"`
	Way    Way      `json:"way,omitempty"`
	Real   bool     `json:"real"`             // told from noise; of runs always
	Paired *Paired  `json:"paired,omitempty"` // in studies
}

// A Way is the direction of a change.
type Way string

// Ways. A change of which nobody knows is neither.
const (
	Worse  Way = "worse"
	Better Way = "better"
)

// wayOf tells the way of a change by the sign of a worse one.
func wayOf(worse int, change float64) Way {
	switch {
	case change*float64(worse) > 0:
		return Worse
	case change*float64(worse) < 0:
		return Better
	}
	return ""
}

// Paired is the statistics that a row of a study rests on.
type Paired struct {
	Seeds      int        `json:"seeds"` // in common, with values
	Difference float64    `json:"difference"`
	In         [2]float64 `json:"ci95"`
	DZ         *float64   `json:"d_z"` // null if all differences are the same
	P          float64    `json:"p"`   // of the paired t test
	Adjusted   float64    `json:"p_holm"`
	SignedRank float64    `json:"p_signed_rank"`
}

// Compare compares a with b, two runs or two studies.
func Compare(a, b Side) (Comparison, error) {
	c := Comparison{A: a, B: b}
	switch {
	case a.Run != nil && b.Run != nil:
		c.runs(a.Run, b.Run)
	case a.Study != nil && b.Study != nil:
		if !c.studies(a.Study, b.Study) {
			return c, fmt.Errorf("%s and %s have no cell and measure in common", a.Path, b.Path)
		}
	default:
		return c, errors.New("a run and a study cannot be compared")
	}
	return c, nil
}

// Regressions returns the rows that got worse by more than tolerance, a part of A or a
// difference of shares, and are told from noise.
func (c Comparison) Regressions(tolerance float64) []Row {
	var list []Row
	for _, r := range c.Rows {
		if r.Way == Worse && r.Real && r.beyond(tolerance) {
			list = append(list, r)
		}
	}
	return list
}

// beyond reports whether r is a change by more than tolerance.
func (r Row) beyond(tolerance float64) bool {
	return r.Change == nil || math.Abs(*r.Change) > tolerance
}

func (c *Comparison) note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}
