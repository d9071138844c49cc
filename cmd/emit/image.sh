#!/usr/bin/env bash
# Does what the Dockerfile says, where there is no Docker: as root, with the Go
# modules at hand and no network.
#   image.sh SIM    SIM is the binary that was built the usual way
# The binary must be static, and give the same bytes as SIM in a root of its own
# with nothing else in it, as user 65532, who may write in /results and /tmp only.
set -euo pipefail
sim=$(realpath "$1")
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() {
	echo "image.sh: $*" >&2
	exit 1
}

# The one RUN of the build stage, without its mounts, which are this machine's caches.
run=$(sed -e ':join' -e '/\\$/N; s/\\\n//; t join' Dockerfile | sed -n 's/^RUN //p' | sed 's/--mount=[^ ]* *//g')
[ "$(wc -l <<< "$run")" = 1 ] && [ -n "$run" ] || fail "the Dockerfile has another number of RUNs than 1: $run"
grep -q "^USER 65532:65532$" Dockerfile || fail "the image's user is not 65532"
mkdir "$work/src"
git ls-files -z | tar --null --files-from=- --create | tar --extract --directory="$work/src"
(cd "$work/src" && unshare --net env GOPROXY=off GOFLAGS="${GOFLAGS-} -mod=readonly" sh -euc "$run" > "$work/build.log" 2>&1) || fail "the build: $(cat "$work/build.log")"
if readelf --program-headers "$work/src/bin/sim" | grep -q INTERP; then fail "the binary is not static"; fi

# What the image has.
mkdir -m 755 "$work/root"
sed -n 's/^COPY --from=build //p' Dockerfile | while read -r from to; do
	if [ -d "$work$from" ]; then from+=.; fi
	cp -a "$work$from" "$work/root$to"
done
"$sim" run ping -q --out "$work/usual"
unshare --mount --pid --fork --net sh -euc '
	# What every container has.
	mkdir "$1/root/proc" "$1/root/dev" "$1/root/results"
	mount -t proc none "$1/root/proc"
	touch "$1/root/dev/null"
	mount --bind /dev/null "$1/root/dev/null"
	mount -t tmpfs -o uid=65532,gid=65532 none "$1/root/results"
	chroot --userspec=65532:65532 "$1/root" /sim run ping -q --progress none --out /results/ping
	chroot --userspec=65532:65532 "$1/root" /sim sweep ping --param way=network.latency.constant=50ms --seeds 1..2 --shard 0+1/1 --out /results/study --progress none -q
	chroot --userspec=65532:65532 "$1/root" /sim verify ping
	chroot --userspec=65532:65532 "$1/root" /sim explore ping --seeds 1..2 --progress none
	rmdir "$1/root/tmp" # they leave nothing
	cat "$1/root/results/study/results.csv" > "$1/results.csv"
	cp "$1/root/results/ping/events.jsonl.zst" "$1/events.jsonl.zst"
' sh "$work" || fail "it does not run in a root of its own"
cmp "$work/events.jsonl.zst" "$work/usual/events.jsonl.zst" || fail "the image's binary gives another event log"
[ "$(wc -l < "$work/results.csv")" -gt 2 ] || fail "the sweep has no results: $(cat "$work/results.csv")"
echo "image: built without network, static, $(du -m "$work/src/bin/sim" | cut -f1) MB, the same event log as user 65532 in an empty root"
