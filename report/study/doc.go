// Package study reads the directory that a sweep leaves and turns it into
// statistics, figures and tables.
//
// Its nouns are the [Study], the question and the parameters that are varied; the
// cell, one choice of a value for every parameter; the seed, of which a cell has
// many; the measure, a number that a run gives, written as in expectations:
// "p99(ping.rtt)"; the [Statistic], a measure summed up over the seeds of a cell;
// and the [Change] of a measure between two cells. Statistics are taken over
// seeds, never over the samples inside a run. The package runs nothing.
// [Results.Write] does everything at once.
package study
