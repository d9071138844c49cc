// Package view shows a folder of runs in a browser.
//
// Its nouns: the folder is all that it shows, and it reads nothing outside; a run
// is a run directory in it, complete or not; a study is the directory that a
// sweep left there; the [Handler] answers with their pages, with windows of their
// event logs, and with two runs side by side, and tells viewers of a run that
// goes on how far it has come.
//
// It writes nothing, runs nothing and answers only clients that know it by its
// own name, so that a page of somebody else cannot read it. It draws no views
// (page does) and knows no flags.
package view
