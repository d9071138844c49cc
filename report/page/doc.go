// Package page makes report.html of a run directory: one file that opens from
// disk, asks nobody for anything, and reads like the results of a paper.
//
// Its nouns: the page is the HTML, whose text and tables need no script; the
// data is the input of its views, JSON in compact columns; the choice is which
// operations and messages of a large log are in it. The page says which are
// not.
//
// [Write] needs manifest.json; of summary.json, metrics.csv, plots/ and the
// event log it takes those that are there and names the others. The same run
// gives the same bytes. The package runs no simulation, sums up no samples, draws
// no figures (report does) and serves nothing; for a server it makes a [Served]
// page, and an [Index] that answers for the messages that are not in it.
package page
