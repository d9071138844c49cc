package compare

import (
	"slices"
	"strings"
)

// worse says in which direction a measure gets worse: 1 if more is worse, -1 if less
// is, 0 if nobody knows. expr is a metric or a measure of one.
//
// Of durations and bytes more is worse, of shares less, unless their names say
// otherwise. Of other numbers the name alone tells.
func worse(expr, unit string, share bool) int {
	if strings.HasPrefix(expr, "stddev(") || strings.HasPrefix(expr, "iqr(") {
		return 0 // how far samples lie apart, whichever way they go
	}
	name := metricOf(expr)
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '.' || r == '_' })
	named := func(list []string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(list, w) })
	}
	switch {
	case named(moreIsWorse):
		return 1
	case named(lessIsWorse):
		return -1
	case unit == "ns" || unit == "B" || unit == "bytes":
		return 1
	case share:
		return -1
	}
	return 0
}

// Words in the names of metrics of which more, or less, is worse.
var (
	moreIsWorse = []string{
		"failed", "failures", "timeout", "timeouts", "lost", "stale", "aborted", "expired", "malformed", "skipped", "duplicates",
		"hops", "messages", "dials", "queried", "markers", "bytes", "errors", "retries",
	}
	lessIsWorse = []string{"success", "replicas", "records", "found", "accuracy", "neighbours", "consistent", "known", "discovered"}
)

// metricOf takes the metric out of a measure: "p99(ping.rtt) after 30m" is of
// ping.rtt.
func metricOf(expr string) string {
	expr, _, _ = strings.Cut(expr, " ")
	if _, inner, ok := strings.Cut(expr, "("); ok {
		expr, _, _ = strings.Cut(inner, ")")
	}
	return expr
}
