#!/bin/sh
# Makes figure.csv and figure.svg of exhibits of the museum: figures.sh BIN/SIM "FLAGS OF GO TEST" [BUG...]
#
# Tests print the points of their figures behind the word FIGURE. Each runs twice and so prints each point
# twice. @ stands for the release of the library with the bug, which the module's file names.
set -e
sim=$1; flags=$2; shift 2
GO=${GO:-go}
root=$(cd "$(dirname "$0")/../.." && pwd)
museum=$root/examples/museum
points=$(mktemp)
trap 'rm -f "$points"' EXIT

# numbers PATTERN LIBRARY MODFILE adds what the tests of the module here print to $points.
numbers() {
	label=
	if [ -n "$2" ]; then
		label=$("$GO" list -m -modfile "$3" -f '{{if .Replace}}{{.Replace.Version}}{{else}}{{.Version}}{{end}}' "$2")
	fi
	FIGURES=1 SIM=$sim "$GO" test $flags ${3:+-modfile $3} -vet=off -timeout 60m -count 1 -v -run "$1" . | tee "$points.log" | sed -n "s/^.* FIGURE //p" | sed "s/^@/$label/" >> "$points"
	if grep -q '^FAIL' "$points.log"; then cat "$points.log" >&2; rm "$points.log"; exit 1; fi
	rm "$points.log"
}

for bug in ${*:-kad-dht-387 kad-dht-1222 mina-19385 go-algorand-6299 pubsub-675 orbit-db-180 boxo-1163 boxo-959 kad-dht-1263}; do
	echo "$bug"
	: > "$points"
	cd "$museum/$bug"
	case $bug in
	kad-dht-387 | kad-dht-1222 | mina-19385) cd ..; numbers "TestFigures/$bug\$" ;;
	go-algorand-6299 | pubsub-675) numbers 'TestRed|TestGreen' ;;
	orbit-db-180) numbers 'TestRed$|TestGreen' ;;
	boxo-1163) numbers Red github.com/ipfs/boxo red.mod; numbers Green github.com/ipfs/boxo go.mod ;;
	boxo-959) numbers Red github.com/ipfs/boxo red.mod; for m in go.mod today.mod; do numbers Green github.com/ipfs/boxo $m; done ;;
	kad-dht-1263) for m in red.mod go.mod; do numbers "$(test $m = red.mod && echo Red || echo Green)" github.com/libp2p/go-libp2p-kad-dht $m; done ;;
	esac
	cd "$museum/$bug"
	{ grep '^#' "$points" | awk '!seen[$0]++'; echo line,x,y; grep -v '^#' "$points" | awk '!seen[$0]++'; } > figure.csv
	(cd "$root" && "$GO" run ./report/exhibit "$museum/$bug/figure.csv" "$museum/$bug/figure.svg")
done
