#!/usr/bin/env bash
# Runs a study with a real GNU parallel, on Debian:
#   parallel.sh SIM [DIR]    SIM is the binary; DIR keeps GNU parallel
# What its shards leave is merged to what one process gives.
set -euo pipefail
sim=$(realpath "$1")
dir=$(realpath -m "${2:-.slurm}")
if ! command -v parallel > /dev/null; then
	mkdir -p "$dir/debs"
	if [ ! -e "$dir/parallel/usr/bin/parallel" ]; then
		(cd "$dir/debs" && { apt-get download -qq parallel || { apt-get update -qq && apt-get download -qq parallel; }; } > "$dir/apt.log" 2>&1) ||
			{ cat "$dir/apt.log" >&2; exit 1; }
		dpkg -x "$dir"/debs/parallel_*.deb "$dir/parallel"
	fi
	export PATH=$dir/parallel/usr/bin:$PATH
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export SIM=$sim
params="--param way=network.latency.constant=10ms,50ms,90ms --seeds 1..3 --set duration=10s --set expect=[] --measure p99(ping.rtt)"
"$sim" sweep ping $params --out whole -q
"$sim" sweep ping $params --out "all of it's" --emit shell --shards 4 > study.sh
HOSTS=: sh study.sh > said.txt
cmp "all of it's/results.csv" whole/results.csv
cmp "all of it's/results.parquet" whole/results.parquet
[ "$(awk 'NR > 1 && $7 == 0' "all of it's.joblog" | wc -l)" = 4 ] || { cat "all of it's.joblog" >&2; exit 1; }
echo "parallel: 9 runs in 4 shards, merged: the same bytes as without"
