package main

import (
	"errors"
	"fmt"
	"slices"
)

const hour = 3600.0

// ages of a record at which the table has a row, in hours; lifetime is how long
// one is served.
var ages = []float64{1, 5, 10, 15, 20, 23}

const lifetime = 24.0

// holders is how many of the 20 servers that got a record still served it, in the
// median and until records expired (RFM 17, for K = 20).
const holders = 13

// closestThen is how many of the 20 closest servers at the time of Provide()
// were still among them, in the median, by the age of the record in hours
// (RFM 17, for K = 20; "never below 14 in 36 h").
var closestThen = map[float64]float64{1: 17, 10: 15}

// liveTable writes how long provider records live.
func liveTable(w func(string, ...any), s *samples) error {
	if len(s.records) == 0 {
		return errors.New("the run of liveness.yaml has no provider records")
	}
	w("")
	w("## How long records live")
	w("")
	w("| age of a record | live holders, P50, published | simulated | ratio | among the 20 closest, published | simulated | ratio | servers online |")
	w("|---|--:|--:|--:|--:|--:|--:|--:|")
	for _, age := range ages {
		live := medianAt(s.records, age)
		row := fmt.Sprintf("| %.0f h | %d | %.0f | %.2f |", age, holders, live, live/holders)
		near := medianAt(s.closest, age)
		if then, ok := closestThen[age]; ok {
			row += fmt.Sprintf(" %.0f | %.0f | %.2f |", then, near, near/then)
		} else {
			row += fmt.Sprintf(" ≥ 14 | %.0f | |", near)
		}
		w("%s %.0f |", row, s.onlineAt(age))
	}
	w("| %.0f h | 0 | %.0f | | | | | %.0f |", lifetime+1, medianAt(s.records, lifetime+1), s.onlineAt(lifetime+1))
	found := 0
	for _, ok := range s.found {
		found += int(ok)
	}
	w("")
	w("%d contents, provided once and never again, and a record life of 24 h, as it was then. Of %d", len(s.records), len(s.found))
	w("searches for their providers in that day %.1f%% succeeded; published: 100%%. Simulated is", 100*float64(found)/float64(len(s.found)))
	w("how many servers of those that are closest *now* hold the record, published how many of those")
	w("that were closest *then* still are among them: newcomers count against both. All contents were")
	w("provided within twenty minutes, so that a row shows one moment of one network: the holders")
	w("that are up follow the servers that are (last column).")
	return nil
}

// onlineAt is the median over contents of how many servers were online when a
// content's record had an age in hours.
func (s *samples) onlineAt(age float64) float64 {
	at := map[string][]reading{}
	for name, readings := range s.records {
		first := slices.IndexFunc(readings, func(r reading) bool { return r.value > 0 })
		if first < 0 {
			continue
		}
		for _, r := range s.online {
			if r.t >= readings[first].t {
				at[name] = append(at[name], r)
			}
		}
	}
	return medianAt(at, age)
}

// medianAt is the median over contents of what was read when a content's record
// had an age in hours.
func medianAt(by map[string][]reading, age float64) float64 {
	var values []float64
	for _, readings := range by {
		first := slices.IndexFunc(readings, func(r reading) bool { return r.value > 0 })
		if first < 0 {
			continue
		}
		due := readings[first].t + age*hour
		i := slices.IndexFunc(readings, func(r reading) bool { return r.t >= due })
		if i >= 0 {
			values = append(values, readings[i].value)
		}
	}
	if len(values) == 0 {
		return 0
	}
	slices.Sort(values)
	return quantile(values, 0.5)
}
