// Package design reads studies: a [Study] is a design, which says what is varied in a
// scenario, with which seeds, and what is measured. Every [Cell], a choice of a value for
// each [Parameter], is a scenario, loaded and checked before anything runs.
//
// It runs nothing: package sweep does. What runs gave is recorded by report/study.
package design
