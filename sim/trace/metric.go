package trace

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Kind says how the samples of a metric are to be read.
type Kind string

const (
	// Duration is one observation per operation; values are nanoseconds.
	Duration Kind = "duration"
	// Ratio is one observation per operation; values are 1 (yes), 0 (no) or a
	// share in between,
	// so that the mean is a share.
	Ratio Kind = "ratio"
	// Gauge is a level that is read off at sampling instants.
	Gauge Kind = "gauge"
	// Count is one observation per operation of a whole number.
	Count Kind = "count"
)

// MetricDef describes one metric of a run.
type MetricDef struct {
	Name    string `json:"name"` // dotted: protocol, then quantity, as in "ping.rtt"
	Unit    string `json:"unit"` // "ns", "1", "peers", "bytes", ...
	Kind    Kind   `json:"kind"`
	Help    string `json:"help"` // one sentence
	Caption        // of its figure
	// Figure is the name of its figure, "" for one that follows from Name.
	Figure string `json:"figure,omitempty"`
}

// Sample is one value of one metric.
type Sample struct {
	T      int64   // virtual nanoseconds since the start of the run
	Metric string  // MetricDef.Name
	Value  float64 // in the metric's unit
	Peer   string  // the node that measured, "" for the whole network
	Key    string  // the subject: a record, an operation, a remote peer; may be ""
	Unit   string  // MetricDef.Unit; "" of files that sim made before it wrote units
}

// MetricsHeader is the first line of metrics.csv.
const MetricsHeader = metricsWithoutUnits + ",unit"

// metricsWithoutUnits is that of files that sim made before.
const metricsWithoutUnits = "t_ns,metric,value,peer,key"

// AppendCSV appends s as one line of metrics.csv. Names, peers and keys never
// hold commas, quotes or line ends: the recorder of the run refuses them.
func (s Sample) AppendCSV(b []byte) []byte {
	b = strconv.AppendInt(b, s.T, 10)
	b = append(b, ',')
	b = append(b, s.Metric...)
	b = append(b, ',')
	b = strconv.AppendFloat(b, s.Value, 'f', -1, 64)
	b = append(b, ',')
	b = append(b, s.Peer...)
	b = append(b, ',')
	b = append(b, s.Key...)
	b = append(b, ',')
	b = append(b, s.Unit...)
	return append(b, '\n')
}

// ReadSamples calls f for every line of a metrics.csv, in file order.
// Its errors name the line.
func ReadSamples(r io.Reader, f func(Sample) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 1<<16), 1<<20)
	if !in.Scan() {
		if err := in.Err(); err != nil {
			return err
		}
		return errors.New("metrics: empty file, want the header " + MetricsHeader)
	}
	fields := strings.Count(in.Text(), ",") + 1
	if in.Text() != MetricsHeader && in.Text() != metricsWithoutUnits {
		return fmt.Errorf("metrics: line 1 is %q, want the header %s", in.Text(), MetricsHeader)
	}
	for n := 2; in.Scan(); n++ {
		s, err := parseSample(in.Text(), fields)
		if err != nil {
			return fmt.Errorf("metrics: line %d: %w", n, err)
		}
		if err := f(s); err != nil {
			return err
		}
	}
	return in.Err()
}

func parseSample(line string, want int) (Sample, error) {
	fields := strings.Split(line, ",")
	if len(fields) != want {
		return Sample{}, fmt.Errorf("%d fields, want %d", len(fields), want)
	}
	t, err := strconv.ParseInt(fields[0], 10, 64)
	if err != nil {
		return Sample{}, fmt.Errorf("time: %w", err)
	}
	v, err := strconv.ParseFloat(fields[2], 64)
	if err != nil {
		return Sample{}, fmt.Errorf("value: %w", err)
	}
	s := Sample{T: t, Metric: fields[1], Value: v, Peer: fields[3], Key: fields[4]}
	if want > 5 {
		s.Unit = fields[5]
	}
	return s, nil
}
