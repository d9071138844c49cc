// Package compare finds the changes between two runs or two studies, their size,
// and whether they are noise.
//
// Its nouns: a [Side] is a run or a study, from its directory or from a baseline
// that was kept; a [Row] is how one measure changed; a [Comparison] is all rows,
// with the limits of the comparison. Studies are compared over seeds that both
// have, cell by cell. A run is one seed, so two of them show changes, never
// whether other seeds would agree. The package runs nothing.
package compare
