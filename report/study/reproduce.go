package study

import (
	"io"
	"strings"
	"text/template"
)

// script recreates a study beside itself and compares. It is POSIX sh.
var script = template.Must(template.New("reproduce").Funcs(template.FuncMap{"line": oneLine, "quote": shellQuote}).Parse(`#!/bin/sh
# Runs the study {{line .Name}} again and makes its figures and tables, in the directory
# that is named, "reproduced" without. It needs sim {{line .Sim}}, sealed for {{line .Go}}, on
# the path, or as $SIM.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here/reproduced}
sim=${SIM:-sim}
want={{quote .Sim}}
have=$("$sim" version | sed -n 's/^sim  *\([^ ]*\).*/\1/p')
if [ "$have" != "$want" ]; then
	echo "reproduce: this is sim $have, the study was made by sim $want" >&2
	exit 1
fi
# 3 and 99 say that runs failed or expectations did, which belongs to the results.
"$sim" sweep "$here/study.resolved.yaml" --out "$out" || case $? in 3 | 99) ;; *) exit 1 ;; esac
"$sim" report "$out"
if ! cmp "$here/results.csv" "$out/results.csv"; then
	echo "reproduce: the results differ; so may the versions:" >&2
	diff "$here/study.json" "$out/study.json" >&2 || true
	exit 1
fi
echo "reproduced: results.csv is the same, byte by byte"
`))

// writeScript writes reproduce.sh.
func (r *Results) writeScript(w io.Writer) error {
	return script.Execute(w, struct{ Name, Sim, Go string }{r.Name, r.Versions["sim"], r.Versions["go"]})
}

// oneLine keeps s inside a comment.
func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }

// shellQuote makes s one word of sh.
func shellQuote(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
