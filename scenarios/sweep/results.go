package sweep

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/libp2p-sim/sim/report/study"
	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// Gather reads finished runs, and says which are not there.
func (d *Dir) Gather(list []ID) (runs map[ID]*Record, missing []ID, err error) {
	runs = map[ID]*Record{}
	for _, r := range list {
		run, err := d.load(d.study.Cells[r.Cell].ID, d.study.Seeds[r.Seed])
		switch {
		case err != nil:
			return nil, nil, err
		case run == nil:
			missing = append(missing, r)
		default:
			runs[r] = run
		}
	}
	return runs, missing, nil
}

// Record makes results of all runs of a study. DONE is written last.
func (d *Dir) Record(runs map[ID]*Record) error {
	err := d.study.Record(d.Path, func(cell, seed int) (study.Run, error) {
		run := runs[ID{cell, seed}]
		if run == nil {
			return study.Run{}, fmt.Errorf("%s is missing", d.RunPath(d.study.Cells[cell].ID, d.study.Seeds[seed]))
		}
		return run.result(), nil
	})
	if err != nil {
		return err
	}
	return atomicfile.Bytes(d.file(study.DoneFile), []byte("complete\n"))
}

// Unfinish removes results, of which a run is about to change.
func (d *Dir) Unfinish() error {
	for _, name := range []string{study.DoneFile, study.ResultsFile, study.ParquetFile} {
		if err := os.Remove(d.file(name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

// Values returns one value for each measure; the values of a failed run are not OK.
func (r *Record) Values(of []expect.Measure) []expect.Value {
	var all []expect.Value
	for _, m := range of {
		v := expect.Value{}
		for _, have := range r.Measures {
			if have.Expr == m.String() && have.Value != nil {
				v = expect.Value{V: *have.Value, OK: true}
			}
		}
		all = append(all, v)
	}
	return all
}
