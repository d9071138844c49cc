// Package browser uses report.html in a real browser, as a person would: its tests
// count what is on the page and hold it against the log.
//
// It is a module of its own, because chromedp is of no use to anybody else. Its
// tests have the build tag browser and need Debian's chromium; `make test-browser`
// runs them and keeps screenshots.
package browser
