// Package design reads studies: a [Study] is a design, which names a scenario, the
// parameters that vary in it, the seeds and the measures. Every [Cell], a choice of a
// value for each [Parameter], is a scenario, loaded and checked before anything runs.
//
// The package runs nothing: package sweep does the runs, and report/study records their
// results.
package design
