// Package study reads what a sweep leaves behind and turns it into statistics,
// figures and tables.
//
// Its nouns are the [Study], which says what was asked and varied; the cell, one
// choice of a value for every parameter; the seed, of which a cell has many; and
// the measure, a number that a run gives, written as in expectations:
// "p99(ping.rtt)". Statistics are taken over seeds, never over the samples
// inside a run. The package runs nothing.
package study
