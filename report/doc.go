// Package report turns a run directory into something to read: a summary, a
// table for notebooks, and figures for a paper.
//
// Its nouns: a [Run] is what the directory holds, a [Series] is all samples of
// one metric, a [Summary] is the run in numbers. [Write] does everything at
// once. It needs manifest.json and metrics.csv and nothing else, so a report
// can be made again at any time, and making it twice gives the same bytes.
//
// It does not run simulations, and it reads neither the event log nor a clock.
package report
