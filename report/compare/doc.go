// Package compare says what changed between two runs or two studies, by how much,
// and whether it is noise.
//
// Its nouns: a [Side] is a run or a study, from its directory or from a baseline
// that was kept; a [Row] is how one measure changed; a [Comparison] is all rows,
// with what cannot be said. Studies are compared over seeds that both have, cell by
// cell. A run is one seed, so two of them say what changed, never whether other
// seeds would agree. The package runs nothing.
package compare
