#!/bin/sh
# speedup.sh SIM: how much faster a sweep is on two workers than on one, on a machine
# with two cores or more that does nothing else. Fails below 1.8.
set -eu
sim=$1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
sweep() {
	"$sim" sweep replication --param k=protocols.kademlia.bucket_size=10,20 --seeds 1..6 --set duration=4h --set 'expect=[]' \
		--measure kademlia.get.success -q --jobs "$1" --out "$dir/$1"
}
now() { date +%s%N; }
a=$(now)
sweep 1
b=$(now)
sweep 2
c=$(now)
cmp "$dir/1/results.csv" "$dir/2/results.csv"
awk -v one=$((b - a)) -v two=$((c - b)) 'BEGIN {
	printf "12 runs: %.1f s on one worker, %.1f s on two: %.2f times as fast, the same bytes\n", one / 1e9, two / 1e9, one / two
	exit one / two < 1.8
}'
