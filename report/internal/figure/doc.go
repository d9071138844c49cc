// Package figure draws figures for papers in one style: one column wide, in
// colours that the colour-blind can tell apart, as SVG, PNG and PDF that need no
// fonts where they are shown, with the numbers in them as CSV.
//
// Its nouns: a [Figure] is a picture as data, [Line]s and [Band]s between two
// [Axis]es; a [Scale] is the unit that an axis counts in. The same figure gives
// the same bytes. The package knows no runs and no metrics.
package figure
