#!/bin/sh
# Compare the fingerprints of a small scenario between this machine's binary
# and one for linux/arm64 under qemu-user. The worker, too, must run under
# qemu: qemu-user does that by itself only with binfmt_misc, so a wrapper says
# how.
set -eu
native=$1 arm64=$2
qemu=$(command -v qemu-aarch64-static) || { echo "no qemu-aarch64-static: install qemu-user-static" >&2; exit 1; }
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
for scenario in ping wan; do
	until=2m
	"$native" run "$scenario" --until $until --progress none --format json --out "$dir/native-$scenario" > "$dir/native.json" || [ $? = 99 ]
	SIM_WORKER_WRAPPER="$qemu" "$qemu" "$arm64" run "$scenario" --until $until --progress none --format json --out "$dir/arm64-$scenario" > "$dir/arm64.json" || [ $? = 99 ]
	a=$(grep '"fingerprint"' "$dir/native.json") b=$(grep '"fingerprint"' "$dir/arm64.json")
	if [ "$a" != "$b" ]; then
		echo "$scenario differs: native $a, arm64 $b" >&2
		exit 1
	fi
	echo "$scenario: the same on arm64: $a"
done
