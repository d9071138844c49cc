package study

// Files of a study directory. Runs lie in RunsDir/<cell>/s<seed>, a run directory
// each, of which the sweep keeps as much as it was told to.
const (
	ManifestFile = "study.json"
	ResultsFile  = "results.csv"
	ParquetFile  = "results.parquet"
	RunsDir      = "runs"
	DoneFile     = "DONE" // written last: "complete"
)

// A Study is the content of study.json: everything about a sweep but its
// results.
type Study struct {
	Name         string            `json:"name"`
	Question     string            `json:"question"` // in a sentence; may be empty
	Scenario     string            `json:"scenario"` // its name
	ScenarioHash string            `json:"scenario_hash"`
	StudyHash    string            `json:"study_hash"`         // of the study file resolved
	Seeds        []uint64          `json:"seeds"`              // ascending; common to all cells
	Settings     []Setting         `json:"settings,omitempty"` // changes of the study to the scenario, the same in all cells
	Parameters   []Parameter       `json:"parameters"`         // in the order of the study file
	Cells        []Cell            `json:"cells"`              // in the order in which they are listed
	Measures     []Measure         `json:"measures"`           // in the order of the study file
	Baseline     string            `json:"baseline,omitempty"` // ID of the cell that others are compared with; "" for the first
	Figures      []Style           `json:"figures,omitempty"`  // of some measures
	Versions     map[string]string `json:"versions"`           // of Go, the seal and every module
}

// A Style says how the figures of a measure look; what is not said follows from the data.
type Style struct {
	Measure     string   `json:"measure"` // its Expr
	Title       string   `json:"title,omitempty"`
	Label       string   `json:"label,omitempty"`        // of the measure's axis, without its unit
	Log         bool     `json:"log,omitempty"`          // the measure's axis is logarithmic
	From        *float64 `json:"from,omitempty"`         // limits of the measure's axis, in its unit
	To          *float64 `json:"to,omitempty"`           //
	Intervals   string   `json:"intervals,omitempty"`    // band, bars or none
	Across      string   `json:"across,omitempty"`       // name of a parameter
	AcrossLabel string   `json:"across_label,omitempty"` // of its axis, without its unit
	AcrossAxis  string   `json:"across_axis,omitempty"`  // linear or log
	Order       []string `json:"order,omitempty"`        // all values of Across, from left to right
	Lines       string   `json:"lines,omitempty"`        // name of a parameter
}

// A Parameter is a setting that is varied.
type Parameter struct {
	Name   string   `json:"name"`   // short, as in a table's head: "k"
	Path   string   `json:"path"`   // in the scenario, as for --set
	Values []string `json:"values"` // as written, in order, each once
}

// A Setting is a change to the scenario.
type Setting struct {
	Path  string `json:"path"`  // as for --set
	Value string `json:"value"` // as written
}

// A Cell is a value for every parameter.
type Cell struct {
	ID     string   `json:"id"`     // the configuration hash of its scenario without the seed, 8 hex digits
	Values []string `json:"values"` // one a parameter, in their order
}

// A Measure is a number that every run of a study gives.
type Measure struct {
	Expr string `json:"expr"` // as in expectations: "p99(ping.rtt) after 30m"
	Unit string `json:"unit"` // of the values in results.csv: "ns", "B", "1" for a share or a count
	// Share says that the values are parts of a whole, from 0 to 1, and so are
	// written as percentages.
	Share bool `json:"share,omitempty"`
}

// Columns returns the head of results.csv: "cell", a column per parameter by its
// name, then "seed", "metric" (a measure's Expr), "value" and "unit". Rows are
// sorted by cell, in the order of Cells, then by seed, then by measure, in the
// order of Measures. A measure without samples has an empty value. A run that
// failed has one row, with the metric "failed" and in "value" the failure. Last come, for
// each parameter whose values are all quantities, such as delay, "delay.value", a number
// in the base unit, and "delay.unit": ns, B, bit/s or, of a share and a plain number, 1.
func (s *Study) Columns() []string {
	columns := s.columnsAsWritten()
	for _, i := range s.numeric() {
		columns = append(columns, s.Parameters[i].Name+".value", s.Parameters[i].Name+".unit")
	}
	return columns
}

// columnsAsWritten are those of results without numbers, as sim made them before.
func (s *Study) columnsAsWritten() []string {
	columns := []string{"cell"}
	for _, p := range s.Parameters {
		columns = append(columns, p.Name)
	}
	return append(columns, "seed", "metric", "value", "unit")
}
