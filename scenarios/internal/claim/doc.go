// Package claim holds expectations and measures against the metrics and the groups of a
// scenario, for scenarios and studies alike, and notes their faults at their place.
//
// Its noun is the [Checker]. Package expect has the syntax of both.
package claim
