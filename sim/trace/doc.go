// Package trace is the record of a run: what happened and what was measured.
//
// Its nouns are the [Event], one line of the event log, from which the
// fingerprint of a run is computed; the [Span], what a protocol told
// OpenTelemetry; the [Sample], one measured value; and the [Manifest], which says
// what a run directory holds. It knows nothing of how a run is made and needs the
// standard library alone.
package trace
