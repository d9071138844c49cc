# sim alone in an image: one static binary, no shell, no user but a number.
#   docker build -t sim .
#   docker run --rm -v "$PWD:/results" --user "$(id -u)" sim run ping
# Modules and compiled packages are kept in caches, so that the next build needs
# no network; a first one needs none if there is a folder vendor ("go mod vendor").
FROM golang:1.26 AS build
WORKDIR /src
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/root/.cache/go-build \
	GOTOOLCHAIN=local make build && install -d -m 1777 root/tmp

FROM scratch
COPY --from=build /src/bin/sim /sim
# /tmp, empty: sim explore and sim verify run there.
COPY --from=build /src/root/ /
USER 65532:65532
# sim run and sim sweep write to results/ in here, or to --out.
WORKDIR /results
ENTRYPOINT ["/sim"]
