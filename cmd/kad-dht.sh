#!/bin/sh
# Builds sim with another release of go-libp2p-kad-dht, or with a fork of it:
#
#	kad-dht.sh OVERLAY OUT v0.36.0
#	kad-dht.sh OVERLAY OUT github.com/you/go-libp2p-kad-dht@branch
#	kad-dht.sh OVERLAY OUT ../go-libp2p-kad-dht
#
# With "test" or "vet" in place of OUT it tests or vets protocols/kademlia. What the
# interface of the release is decides on the build tag: see protocols/kademlia/release.go.
set -eu
overlay=$1 out=$2 release=$3
module=github.com/libp2p/go-libp2p-kad-dht
go=${GO:-go}
case $release in
v[0-9]*) new=$module@$release ;;
/*) new=$release ;;
.*) new=$(cd "$release" && pwd) ;;
*) new=$release ;;
esac
mkdir -p .kad-dht
mod=.kad-dht/$(printf %s "$release" | tr -c 'A-Za-z0-9.\n' _).mod
cp go.mod "$mod"
cp go.sum "${mod%.mod}.sum"
"$go" mod edit -replace "$module=$new" "$mod"
"$go" mod download -modfile="$mod" "$module" # without it a release that is not in the cache has no Dir
dir=$("$go" list -mod=mod -modfile="$mod" -m -f '{{.Dir}}' "$module")
[ -f "$dir/dht_options.go" ] || { echo "kad-dht.sh: $new has no dht_options.go" >&2; exit 1; }
if grep -q '^func ValueGCInterval(' "$dir/dht_options.go"; then
	tags=simsealed
elif grep -q '^func ProviderManagerOpts(' "$dir/dht_options.go"; then
	tags=simsealed,kaddht041
else
	tags=simsealed,kaddht038
fi
set -- -tags "$tags" -overlay "$overlay" -mod=mod -modfile="$mod"
if [ "$out" = test ]; then
	# These look at datastores, which releases before v0.42 write in batches.
	skip=
	[ $tags = simsealed ] || skip='^(TestReplicasAgreeWithTheDatastores|TestAWipedDiskHoldsNothing|TestProviderRecordsExpireUnlessProvidedAgain|TestEveryOption)$'
	exec "$go" test "$@" -vet=off -timeout 10m -skip "$skip" ./protocols/kademlia
fi
[ "$out" != vet ] || exec "$go" vet "$@" ./protocols/kademlia
exec "$go" build "$@" -o "$out" ./cmd/sim
