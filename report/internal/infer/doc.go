// Package infer infers from a few seeds statements about all of them.
//
// Its nouns: a sample is a slice of numbers, one a seed; an [Interval] is where a
// mean, median or quantile of all seeds lies with a stated confidence; a [Paired]
// is the difference of two samples over common seeds, with its tests. Runs of
// different seeds are independent, samples inside a run are not: nothing here may
// be fed with the latter.
//
// Methods, with their assumptions:
//
//   - [Mean]: Student's t. The mean of the sample is about normal.
//   - [Share]: Korn and Graubard's, of shares. The spread over seeds that is seen is
//     the one that there is, or there is none.
//   - [Median]: order statistics and the binomial distribution. Nothing.
//   - [Bootstrap]: the percentile bootstrap of a quantile, exactly. The sample
//     looks like all seeds; [Coverage] says how often it then holds the truth.
//   - [Ordered]: a quantile's interval as that of the median. Nothing.
//   - [Compare]: paired t with Cohen's d_z, and the signed-rank test of Wilcoxon.
//   - [Holm]: for many comparisons at once. Nothing.
//
// The package plots nothing and knows no cells.
package infer
