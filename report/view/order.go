package view

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// An ordering is which runs of a list are shown and in which order, as its address says:
// /?find=churn&sort=made.
type ordering struct{ Find, Sort string }

// orders compare runs by a column. Without any they are in the order of their paths.
var orders = map[string]func(a, b card) int{
	"run":      func(a, b card) int { return strings.Compare(a.Path, b.Path) },
	"scenario": func(a, b card) int { return strings.Compare(a.Scenario, b.Scenario) },
	"made":     func(a, b card) int { return b.made.Compare(a.made) }, // the latest first
	"state":    func(a, b card) int { return cmp.Compare(b.rank(), a.rank()) },
}

// rank puts runs in which something is wrong above others.
func (c card) rank() int {
	switch {
	case c.Bad:
		return 2
	case !c.Good:
		return 1
	}
	return 0
}

func readOrdering(query string) (o ordering, err error) {
	q, err := url.ParseQuery(query)
	if err != nil {
		return o, badRequest{err}
	}
	for name := range q {
		if name != "find" && name != "sort" {
			return o, badRequest{fmt.Errorf("want find=TEXT or sort=COLUMN, not %q", name)}
		}
	}
	o = ordering{q.Get("find"), q.Get("sort")}
	if o.Sort != "" && orders[o.Sort] == nil {
		return o, badRequest{fmt.Errorf("want sort=run, scenario, made or state, not %q", o.Sort)}
	}
	return o, nil
}

// By is the address of the list sorted by a column.
func (o ordering) By(column string) string {
	q := url.Values{"sort": {column}}
	if o.Find != "" {
		q.Set("find", o.Find)
	}
	return "/?" + q.Encode()
}

// of are the runs that have the text in their row, in order.
func (o ordering) of(runs []card) []card {
	find := strings.ToLower(o.Find)
	runs = slices.DeleteFunc(runs, func(c card) bool {
		row := strings.Join([]string{c.Path, c.Scenario, c.Seed, c.State, c.Verdict, c.Fingerprint}, "\n")
		return !strings.Contains(strings.ToLower(row), find)
	})
	if by := orders[o.Sort]; by != nil {
		slices.SortStableFunc(runs, by)
	}
	return runs
}

// choose marks the two runs that were made last of one scenario, to be compared, or the two
// that were made last of all where no scenario has two: A the earlier.
func choose(runs []card) {
	if !pick(runs, func(a, b card) bool { return a.Scenario != "" && a.Scenario == b.Scenario }) {
		pick(runs, func(card, card) bool { return true })
	}
}

// pick marks the latest two runs that go together, if any do.
func pick(runs []card, together func(a, b card) bool) bool {
	best, times := [2]int{-1, -1}, [2]time.Time{}
	for i := range runs {
		for j := range runs {
			a, b := runs[i], runs[j]
			if i == j || !together(a, b) || a.made.After(b.made) || a.made.Equal(b.made) && i > j {
				continue
			}
			if best[1] < 0 || b.made.After(times[1]) || b.made.Equal(times[1]) && a.made.After(times[0]) {
				best, times = [2]int{i, j}, [2]time.Time{a.made, b.made}
			}
		}
	}
	if best[0] < 0 {
		return false
	}
	runs[best[0]].A, runs[best[1]].B = true, true
	return true
}
