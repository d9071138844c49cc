package view

import (
	"net/url"
	"strings"
)

// href is the address of a run's or a study's page, or of a file in it.
func href(kind, p string, file ...string) string {
	at := "/" + kind + "/"
	if p != "." {
		at += p + "/"
	}
	u := url.URL{Path: at + strings.Join(file, "/")}
	return u.EscapedPath()
}
