// Package trace is the record of a run: its events and its measurements.
//
// Its nouns are the [Event], one line of the event log, from which the
// fingerprint of a run is computed; the [Span], an activity of which a protocol
// told OpenTelemetry; the [Sample], one measured value; and the [Manifest], which
// describes the content of a run directory. It knows nothing of how a run is made
// and needs the standard library alone.
package trace
