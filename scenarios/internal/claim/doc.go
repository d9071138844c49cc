// Package claim holds expectations and measures against the metrics and the groups of a
// scenario, for scenarios and studies alike, and notes what is wrong with them at their
// place.
//
// Its noun is the [Checker]. How they are written is package expect's.
package claim
