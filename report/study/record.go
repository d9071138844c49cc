package study

import (
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"reflect"
	"strconv"

	"github.com/parquet-go/parquet-go"

	"github.com/libp2p-sim/sim/scenarios/expect"
	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// A Run is the results of one run of a cell.
type Run struct {
	Values []expect.Value // one a measure of the study
	Failed string         // the failure, in one line, in place of values
}

// failed is the metric of a run without values.
const failed = "failed"

// Record makes or replaces results.csv and results.parquet in dir: run returns
// the results of cell number i with seed number j. Both are in long form, with
// the rows and the columns of [Study.Columns]; the second has numbers as numbers
// and the failure in a column of its own. The same runs give the same bytes.
func (s *Study) Record(dir string, run func(i, j int) (Run, error)) error {
	rows, err := s.rows(run)
	if err != nil {
		return err
	}
	err = atomicfile.Write(filepath.Join(dir, ResultsFile), func(w io.Writer) error { return s.writeCSV(w, rows) })
	if err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(dir, ParquetFile), func(w io.Writer) error { return s.writeParquet(w, rows) })
}

// A row is a line of the results.
type row struct {
	cell   Cell
	seed   uint64
	metric string
	value  expect.Value
	failed string
	unit   string
}

func (s *Study) rows(run func(i, j int) (Run, error)) ([]row, error) {
	var rows []row
	for i, c := range s.Cells {
		for j, seed := range s.Seeds {
			r, err := run(i, j)
			switch {
			case err != nil:
				return nil, err
			case r.Failed != "":
				rows = append(rows, row{cell: c, seed: seed, metric: failed, failed: r.Failed})
				continue
			case len(r.Values) != len(s.Measures):
				return nil, fmt.Errorf("cell %s, seed %d: %d values for %d measures", c.ID, seed, len(r.Values), len(s.Measures))
			}
			for k, m := range s.Measures {
				rows = append(rows, row{cell: c, seed: seed, metric: m.Expr, value: r.Values[k], unit: m.Unit})
			}
		}
	}
	return rows, nil
}

func (s *Study) writeCSV(w io.Writer, rows []row) error {
	out := csv.NewWriter(w)
	if err := out.Write(s.Columns()); err != nil {
		return err
	}
	numbers := s.numberFields()
	for _, r := range rows {
		value := r.failed
		if r.value.OK {
			value = strconv.FormatFloat(r.value.V, 'f', -1, 64)
		}
		line := append([]string{r.cell.ID}, r.cell.Values...)
		line = append(line, strconv.FormatUint(r.seed, 10), r.metric, value, r.unit)
		if err := out.Write(append(line, numbers[r.cell.ID]...)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// numberFields are the last fields of the rows of results.csv, by the ID of their cell.
func (s *Study) numberFields() map[string][]string {
	all := map[string][]string{}
	numeric := s.numeric()
	for _, c := range s.Cells {
		for _, i := range numeric {
			v, of, _ := measured(c.Values[i])
			all[c.ID] = append(all[c.ID], strconv.FormatFloat(v, 'f', -1, 64), of.base)
		}
	}
	return all
}

// writeParquet writes a column for every parameter, so the type of a row is
// made here.
func (s *Study) writeParquet(w io.Writer, rows []row) error {
	var fields []reflect.StructField
	// Without dictionaries, as metrics.parquet: their indexes depend on the CPU.
	column := func(name string, t reflect.Type, options string) {
		fields = append(fields, reflect.StructField{
			Name: "F" + strconv.Itoa(len(fields)), Type: t,
			Tag: reflect.StructTag(fmt.Sprintf(`parquet:"%s%s"`, name, options)),
		})
	}
	text, number := reflect.TypeFor[string](), reflect.TypeFor[*float64]()
	column("cell", text, ",plain")
	for _, p := range s.Parameters {
		column(p.Name, text, ",plain")
	}
	column("seed", reflect.TypeFor[uint64](), ",plain")
	column("metric", text, ",plain")
	column("value", number, ",optional,plain")
	column("unit", text, ",plain")
	column(failed, text, ",plain")
	numeric := s.numeric()
	for _, i := range numeric {
		column(s.Parameters[i].Name+".value", reflect.TypeFor[float64](), ",plain")
		column(s.Parameters[i].Name+".unit", text, ",plain")
	}
	t := reflect.StructOf(fields)
	out := parquet.NewGenericWriter[any](w,
		parquet.SchemaOf(reflect.New(t).Interface()),
		parquet.Compression(&parquet.Zstd),
		parquet.CreatedBy("sim", "1", "")) // the default names the build
	for _, r := range rows {
		v := reflect.New(t).Elem()
		values := append([]string{r.cell.ID}, r.cell.Values...)
		for i, x := range values {
			v.Field(i).SetString(x)
		}
		n := len(values)
		v.Field(n).SetUint(r.seed)
		v.Field(n + 1).SetString(r.metric)
		if r.value.OK {
			v.Field(n + 2).Set(reflect.ValueOf(&r.value.V))
		}
		v.Field(n + 3).SetString(r.unit)
		v.Field(n + 4).SetString(r.failed)
		for i, parameter := range numeric {
			x, of, _ := measured(r.cell.Values[parameter])
			v.Field(n + 5 + 2*i).SetFloat(x)
			v.Field(n + 6 + 2*i).SetString(of.base)
		}
		if _, err := out.Write([]any{v.Interface()}); err != nil {
			return err
		}
	}
	return out.Close()
}
