// Package browser uses report.html in a real browser, as a person would: its tests
// count the elements of the page and hold them against the log.
//
// It is a module of its own, because chromedp is of no use to anybody else. Its
// tests have the build tag browser and need Debian's chromium; `make test-browser`
// runs them and keeps screenshots.
package browser
