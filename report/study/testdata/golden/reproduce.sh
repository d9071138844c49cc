#!/bin/sh
# Runs the study lab again and makes its figures and tables, in the directory
# that is named, "reproduced" without. It needs sim 0.1.0, sealed for go1.26.0, on
# the path, or as $SIM.
set -eu
here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
out=${1:-$here/reproduced}
sim=${SIM:-sim}
want='0.1.0'
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
