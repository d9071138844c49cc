package study

import (
	"encoding/json"
	"strings"
	"testing"
)

// Percentiles have an interval by the bootstrap and beside it one by order statistics.
func TestIntervalsOfPercentiles(t *testing.T) {
	l := newLab(30, []Measure{latency}, size)
	l.value = func(_ Cell, seed uint64, _ Measure) float64 { return float64(seed) }
	r := l.load(t)
	var csv strings.Builder
	if err := r.WriteStatistics(&csv); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(csv.String(), "\n")
	for _, end := range []struct{ line, want string }{
		{lines[0], "p90,p90_low,p90_high,min,max,p10_order_low,p10_order_high,p90_order_low,p90_order_high"},
		{lines[1], "27,23,29,1,30,1,9,22,30"},
	} {
		if !strings.HasSuffix(end.line, end.want) {
			t.Errorf("%s, want at the end %s", end.line, end.want)
		}
	}
	b, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	var out struct {
		Cells []struct {
			Statistics []struct {
				P90 struct {
					In    [2]float64 `json:"ci95"`
					Order [2]float64 `json:"ci95_order"`
				} `json:"p90"`
			} `json:"statistics"`
		} `json:"cells"`
	}
	if err := json.Unmarshal(b, &out); err != nil {
		t.Fatal(err)
	}
	if p90 := out.Cells[0].Statistics[0].P90; p90.In != [2]float64{23, 29} || p90.Order != [2]float64{22, 30} {
		t.Errorf("p90 in JSON: %+v", p90)
	}
}
