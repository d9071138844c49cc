// Package log reads the event log of a run and turns it into forms that people
// and other tools read.
//
// Its nouns: a [Log] is the event log of a run directory; an [Event] is one
// line of it, with the facts that earlier lines add; a [Query] says which events
// are meant; an [Op] is an operation, of which [Index.Story] tells which peer
// asked which, and an [Export] makes traces: OTLP for Jaeger, Chrome's JSON for
// Perfetto, vector clocks for ShiViz. It reads from beginning to end, twice where
// it must know the end of something at its beginning, and keeps events that are
// open, never the log.
//
// Its judge is trace.Validator, and it knows scenarios and
// groups only by the names of peers.
package log
