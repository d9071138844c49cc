// Package scan reads the events of a log fast, one after another, for pages that need all of
// them. What the lines mean is package trace's; reading a few of them is package log's.
package scan
