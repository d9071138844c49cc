package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/report/internal/infer"
	"github.com/libp2p-sim/sim/sim/say"
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
func liveTable(w func(string, ...any), runs []*samples) error {
	contents, found, searches := 0, 0, 0
	for _, s := range runs {
		if len(s.records) == 0 {
			return errors.New("a run of liveness.yaml has no provider records")
		}
		contents += len(s.records)
		searches += len(s.found)
		for _, ok := range s.found {
			found += int(ok)
		}
	}
	over := func(of func(*samples) float64) string {
		var list []float64
		for _, s := range runs {
			list = append(list, of(s))
		}
		m, i := infer.Mean(list)
		if !i.OK {
			return fmt.Sprintf("%.1f", m)
		}
		return fmt.Sprintf("%.1f [%.1f, %.1f]", m, max(i.Low, 0), i.High)
	}
	w("")
	w("## How long records live")
	w("")
	w("| age of a record | live holders, P50, published | simulated | among the 20 closest *then*, P50, published | among the 20 closest *now*, P50, simulated | servers online |")
	w("|---|--:|--:|--:|--:|--:|")
	row := func(age float64, holders, then string) {
		w("| %.0f h | %s | %s | %s | %s | %s |", age, holders,
			over(func(s *samples) float64 { return medianAt(s.records, age) }), then,
			over(func(s *samples) float64 { return medianAt(s.closest, age) }),
			over(func(s *samples) float64 { return s.onlineAt(age) }))
	}
	for _, age := range ages {
		then := "≥ 14"
		if n, ok := closestThen[age]; ok {
			then = fmt.Sprintf("%.0f", n)
		}
		row(age, strconv.Itoa(holders), then)
	}
	row(lifetime+1, "0", "")
	w("")
	w("%d contents in %s, provided once and never again, and a record life of 24 h, as it was then. How long", contents, say.Count(len(runs), "run"))
	w("servers stay away was not published. The downtimes of liveness.yaml are **fitted** so that 13 of 20 holders are up,")
	w("so the height of the second column is put in; the run shows its course alone: published it")
	w("stays level for the whole day. The two columns on the closest peers count different things, since")
	w("newcomers count against those that are closest now, and have no ratio. Of %d searches for providers in the", searches)
	w("day that records live, %d succeeded (published: all): with k = 20 of so few servers this could hardly fail.", found)
	w("All contents are provided within twenty minutes, so that a row shows one moment of a network: the")
	w("holders that are up follow the servers that are (last column).")
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

// medianAt is the median over contents of the reading when a content's record
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
