package report

import (
	"io"

	"github.com/parquet-go/parquet-go"
)

// row is one sample in metrics.parquet. Texts have no dictionary: parquet-go
// divides the runs of its indexes otherwise on a CPU without AVX2, and Zstandard
// finds the repetitions as well.
type row struct {
	T      int64   `parquet:"t_ns,delta"`
	Metric string  `parquet:"metric,plain"`
	Unit   string  `parquet:"unit,plain"`
	Value  float64 `parquet:"value,plain"`
	Peer   string  `parquet:"peer,plain"`
	Key    string  `parquet:"key,plain"`
}

// rowsPerGroup bounds the memory of a reader; it also fixes the layout.
const rowsPerGroup = 1 << 20

// writeParquet writes all samples in long form: by metric in the order of the
// manifest, then in the order of metrics.csv, so that readers can skip metrics.
func (r *Run) writeParquet(w io.Writer) error {
	out := parquet.NewGenericWriter[row](w,
		parquet.Compression(&parquet.Zstd),
		parquet.MaxRowsPerRowGroup(rowsPerGroup),
		parquet.CreatedBy("sim", "1", "")) // the default names the build
	batch := make([]row, 0, 4096)
	for i := range r.Series {
		s := &r.Series[i]
		for j := range s.T {
			batch = append(batch, row{s.T[j], s.Def.Name, s.Def.Unit, s.Value[j], r.Name(s.Peer[j]), r.Name(s.Key[j])})
			if len(batch) == cap(batch) {
				if _, err := out.Write(batch); err != nil {
					return err
				}
				batch = batch[:0]
			}
		}
	}
	if _, err := out.Write(batch); err != nil {
		return err
	}
	return out.Close()
}
