// Package report turns a run directory into something to read: a summary, a
// table for notebooks, and figures for a paper.
//
// Its nouns: a [Run] is the content of the directory, a [Series] is all samples
// of one metric, a [Summary] is the run in numbers. [Write] does everything at
// once. It needs manifest.json and metrics.csv and nothing else, so a report
// can be made again at any time, and making it twice gives the same bytes.
//
// A figure has the name of its metric, with dashes, and -cdf at the end if it
// shows a distribution. Operations of one protocol are in one figure without
// their names: kademlia.put.latency and kademlia.get.latency are
// kademlia-latency-cdf, and the successes of put and get are kademlia-success.
// If only one operation has samples, its success keeps its own name,
// kademlia-get-success, as it then has room for its confidence interval. Counts
// that are always 1 are events; ping.lost would be ping-lost, their number over
// time.
//
// It does not run simulations, and it reads neither the event log nor a clock.
package report
