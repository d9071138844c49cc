# Everything a contributor runs. Needs Go 1.26 and make.

GO          ?= go
SEAL        := .seal/overlay.json
SEALED      := -tags simsealed -overlay $(CURDIR)/$(SEAL)
MUSEUM      := -tags simsealed,museum -overlay $(CURDIR)/$(SEAL)
TARGETS     := linux/amd64 linux/arm64 darwin/amd64 darwin/arm64
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
ESBUILD     := github.com/evanw/esbuild/cmd/esbuild@v0.28.2
JAEGER      := github.com/jaegertracing/jaeger@v1.76.0
# Builds are the same whether there is a C compiler or not.
export CGO_ENABLED := 0
SCREENSHOTS ?= $(CURDIR)/screenshots

.PHONY: build kad-dht test-kad-dht run test test-main test-nested check check-plain check-sealed golden bundle bench scale shrinking site test-arm64 test-browser check-web test-access published real-dials soak study study-page study-kad-dht speedup cross verify islands upstream mutants test-slurm test-image test-apiserver test-jaeger test-shiviz test-tshark museum museum-figures clean FORCE waku

## build: the sealed binary, bin/sim
build: $(SEAL)
	$(GO) build $(SEALED) -o bin/sim ./cmd/sim

## kad-dht: bin/sim-KAD_DHT, with another release of kad-dht, KAD_DHT=v0.36.0, a fork, KAD_DHT=github.com/you/go-libp2p-kad-dht@branch, or a folder
KAD_DHT ?= v0.36.0
kad-dht: $(SEAL)
	GO=$(GO) ./cmd/kad-dht.sh $(CURDIR)/$(SEAL) bin/sim-$(notdir $(KAD_DHT)) $(KAD_DHT)

## test-kad-dht: protocols/kademlia with the oldest and the newest release of each interface of kad-dht
test-kad-dht: $(SEAL)
	@set -e; for release in v0.36.0 v0.41.0; do GO=$(GO) ./cmd/kad-dht.sh $(CURDIR)/$(SEAL) test $$release; done
	@set -e; for release in v0.38.0 v0.39.0 v0.42.0 v0.42.2; do GO=$(GO) ./cmd/kad-dht.sh $(CURDIR)/$(SEAL) vet $$release; done

## run: build, then simulate the churn scenario
run: build
	bin/sim run churn

## test: all tests (make check vets them)
test: test-main test-nested
	@echo "left out: report.html in a browser, which is make test-browser"

test-main: $(SEAL)
	$(GO) test $(SEALED) -vet=off -timeout 20m ./...

test-nested: $(SEAL)
	$(GO) test -vet=off ./sim/simtest
	cd sim/bench && $(GO) test $(SEALED) -vet=off ./...
	cd sim/upstream && $(GO) test $(SEALED) -vet=off ./...
	cd examples/bitswap && $(GO) test $(SEALED) -vet=off ./...
	cd examples/app && $(GO) test $(SEALED) -vet=off ./...
	cd cmd/site && $(GO) test ./...

## check: format, vet, lint, tidiness, package docs, import arrows
check: check-plain check-sealed

check-plain:
	@out=$$(gofmt -l cmd examples protocols report scenarios sim); test -z "$$out" || { echo "not formatted: $$out"; exit 1; }
	$(GO) mod tidy -diff
	$(GO) build ./...
	$(GO) vet ./sim/seal
	$(GO) vet -tags jaeger,tshark ./report/log ./report/pcap
	$(GO) run $(STATICCHECK) -tags simsealed ./...
	cd report/page/browser && $(GO) mod tidy -diff && $(GO) vet -tags browser,shiviz ./...
	cd cmd/site && $(GO) mod tidy -diff

check-sealed: $(SEAL)
	$(GO) vet $(SEALED) ./...
	$(GO) test $(SEALED) -vet=off -run '^(TestImportsPointDown|TestArrows.*|TestEveryPackageIsDocumented)$$' ./cmd
	cd sim/bench && $(GO) mod tidy -diff && $(GO) vet $(SEALED) ./...
	cd sim/upstream && $(GO) mod tidy -diff && $(GO) vet $(SEALED) ./...
	cd examples/bitswap && $(GO) mod tidy -diff && $(GO) vet $(SEALED) ./...
	cd examples/app && $(GO) mod tidy -diff && $(GO) vet $(SEALED) ./...
	cd examples/museum/pubsub-675 && $(GO) mod tidy -diff && $(GO) vet $(MUSEUM) .
	cd examples/museum/orbit-db-180 && $(GO) mod tidy -diff && $(GO) vet $(MUSEUM) .
	cd examples/museum/boxo-1163 && $(GO) mod tidy -diff && $(GO) mod tidy -modfile red.mod -diff && $(GO) vet $(MUSEUM) .
	cd examples/museum/boxo-959 && $(GO) mod tidy -diff && $(GO) mod tidy -modfile red.mod -diff && $(GO) mod tidy -modfile today.mod -diff && $(GO) vet $(MUSEUM) .
	cd examples/museum/kad-dht-1263 && $(GO) mod tidy -diff && $(GO) mod tidy -modfile red.mod -diff && $(GO) vet $(MUSEUM) .

## golden: rewrite schema, reference, the transcripts of the fabric, and the fingerprints and summaries of the shipped scenarios
golden: build
	$(GO) test ./scenarios -run TestSchemaFile -update && $(GO) test ./scenarios/design -run TestStudyDocs -update
	$(GO) test $(SEALED) ./sim -run TestTranscripts -update
	$(GO) test $(SEALED) -timeout 20m ./cmd -run 'TestShipped|TestScript|TestReference' -update
	git diff --stat

## upstream: the tests of go-libp2p-pubsub and go-libp2p-kad-dht themselves on simulated hosts, and those of kad-dht and go-libp2p's stack on simulated sockets; or some, SUITE=kad-dht RUN=TestPing
upstream: $(SEAL)
	cd sim/upstream && $(GO) run . -overlay $(CURDIR)/$(SEAL) -scratch $(CURDIR)/.upstream -run '$(RUN)' $(SUITE)

## islands: the law of islands over 500 pairs of random scenarios, PAIRS=n for others
PAIRS ?= 500
islands: $(SEAL)
	ISLANDS=$(PAIRS) $(GO) test $(SEALED) -count=1 -timeout 20m ./scenarios/play -run 'TestIsland'

## mutants: each edit by which sockets are simulated is left out in turn, and so is each system call that is answered: a test must fail (half an hour on 2 cores, not in CI; ONLY=regexp for some)
ONLY ?=
mutants:
	$(GO) test -tags mutants -vet=off -count=1 -timeout 3h -v -run '^TestMutants$$' ./sim/seal/overlay -only '$(ONLY)'

## verify: run every shipped scenario twice and compare
verify: build
	bin/sim verify

## bench: a kad-dht workload on our fabric, as `sim run`, on raw mocknet, on sockets and on simlibp2p: 100 hosts, and 500 on the first two and mocknet (with 500, 11 minutes of CPU)
bench: build
	cd sim/bench && $(GO) build $(SEALED) -o $(CURDIR)/bin/bench .
	bin/bench -sim bin/sim
	bin/bench -sim bin/sim -hosts 500 -networks ours,mocknet

## test-arm64: the same fingerprint on linux/arm64 (needs Debian's qemu-user-static)
test-arm64: build
	GOARCH=arm64 $(GO) build $(SEALED) -o bin/sim-arm64 ./cmd/sim
	./sim/seal/arm64.sh bin/sim bin/sim-arm64

## published: docs/ipfs-provide.md, what was measured in the public network beside what is simulated
published: build
	@set -e; p=results/published; { \
		echo "ipfs-provide --set network.dial.timeout=5s --out $$p/single"; \
		echo "report/published/liveness.yaml --out $$p/live-s17"; \
		echo "ipfs-provide --set network.peers.servers.count=300 --out $$p/large-s17"; \
		for s in 17 18 19 20 21; do echo "ipfs-provide --seed $$s --out $$p/k20-s$$s"; done; \
		for k in 15 25 40; do for s in 17 18 19; do \
			echo "ipfs-provide --seed $$s --set protocols.kademlia.bucket_size=$$k --out $$p/k$$k-s$$s"; \
		done; done; \
	} | xargs -P 2 -L 1 bin/sim run -q --force; \
	$(GO) run ./report/published -single $$p/single $$(for d in $$p/live-s*; do echo -live $$d; done) \
		$$(for d in $$p/large-s*; do echo -large $$d; done) \
		$$(for k in 20 15 25 40; do for d in $$p/k$$k-s*; do echo $$k=$$d; done; done) > docs/ipfs-provide.md

## real-dials: docs/real-dials.md, the times of Provide() by hosts of libp2p.New (7 runs, some minutes on 2 cores)
real-dials: build
	@set -e; p=results/real; { \
		for s in 17 18 19; do echo "real-dials --seed $$s --out $$p/mixed-s$$s"; done; \
		for a in 1 6 12 24; do \
			echo "real-dials --out $$p/$$a $$(for g in one two many; do echo --set network.peers.$$g.addresses=$$a; done | xargs)"; \
		done; \
	} | xargs -P 2 -L 1 bin/sim run -q --force; \
	$(GO) run ./report/published $$(for d in $$p/mixed-s*; do echo "-real 1–12=$$d"; done) \
		$$(for a in 1 6 12 24; do echo "-real $$a=$$p/$$a"; done) > docs/real-dials.md

## waku: docs/waku.md, 1000 nodes of GossipSub beside Waku's simulation in Shadow (14 runs of a minute and 6 GB each, two at once)
waku: build
	@set -e; p=results/waku; { \
		for s in 1 2 3 4 5; do echo "--seed $$s --out $$p/10kB-s$$s"; done; \
		for s in 1 2 3; do \
			echo "--seed $$s --set bootstrap.graph=random-regular --out $$p/regular-s$$s"; \
			echo "--seed $$s --set protocols.gossipsub.flood_publish=false --out $$p/mesh-s$$s"; \
			echo "--seed $$s --set workload.0.publish.size=100kB --out $$p/100kB-s$$s"; \
		done; \
	} | xargs -P 2 -L 1 bin/sim run report/published/waku.yaml -q --force; \
	$(GO) run ./report/published $$(for r in 10kB 100kB regular mesh; do for d in $$p/$$r-s*; do echo "-waku $$r=$$d"; done; done) > docs/waku.md

## study: docs/studies/replication-factor.md, from the question to the conclusion; or another, STUDY=republish
STUDY ?= replication-factor
study: build
	@set -e; out=docs/studies/$(STUDY); \
	dir=$$(bin/sim sweep $(STUDY) --dry-run | sed -n 's/^results  //p'); \
	bin/sim sweep $(STUDY); \
	bin/sim report $$dir; \
	mkdir -p $$out; \
	cp $$dir/study.json $$dir/results.csv $$dir/DONE $$out
	$(MAKE) study-page STUDY=$(STUDY)

## study-page: the page and the figures of a study that was run before, from its committed results
study-page: build
	@set -e; out=docs/studies/$(STUDY); \
	for figure in $$(sed -n 's|^!.*($(STUDY)/\(.*\)\.svg)$$|\1|p' $$out.md.tmpl); do \
		bin/sim report $$out --plot $$figure -o $$out/$$figure.svg; \
	done; \
	$(GO) run ./report/worked $$out.md.tmpl $$out > $$out.md

## study-kad-dht: docs/studies/kad-dht-releases.md, the study swept by sim with KAD_DHT and with today's kad-dht (half an hour on 2 cores)
study-kad-dht: build kad-dht
	@set -e; out=docs/studies/kad-dht-releases; dir=results/kad-dht-releases; mkdir -p $$out/before; \
	bin/sim-$(notdir $(KAD_DHT)) sweep kad-dht-releases --out $$dir/before; \
	bin/sim sweep kad-dht-releases --out $$dir/after; \
	bin/sim report $$dir/after; \
	cp $$dir/before/study.json $$dir/before/results.csv $$dir/before/DONE $$out/before; \
	cp $$dir/after/study.json $$dir/after/results.csv $$dir/after/DONE $$out
	$(MAKE) study-page STUDY=kad-dht-releases

## shrinking: how well scenarios shrink that break, with FINDS seeds of each, beside what was measured before (not in CI: 6 take half an hour of CPU)
FINDS ?= 6
shrinking: $(SEAL)
	mkdir -p results
	$(GO) build $(SEALED) -o bin/shrinking ./examples/bugs/shrinking
	bin/shrinking -finds $(FINDS) examples/bugs/*.yaml examples/bugs/shrinking/*.yaml > results/shrinking.csv
	bin/shrinking -table examples/bugs/shrinking/testdata/after.csv results/shrinking.csv

## scale: what a run costs with 100 to HOSTS hosts, as a table; BEFORE=file holds another build of sim against it, WORKLOADS=kad-dht one that has no GossipSub (not in CI: up to 2000 hosts take an hour)
HOSTS  ?= 100,250,500,1000,2000
BEFORE ?=
WORKLOADS ?= kad-dht,GossipSub
scale: build
	$(GO) run ./cmd/scale -sim bin/sim -hosts $(HOSTS) -workloads $(WORKLOADS) -before '$(BEFORE)'

## site: the documentation as static pages with a search, in site/, and each shipped scenario with a run and its figures (some minutes; SCENARIOS=ping,churn takes less)
SCENARIOS ?= all
site: build
	cd cmd/site && $(GO) run . -root ../.. -out ../../site -sim ../../bin/sim -scenarios $(SCENARIOS)

## soak: COUNT random scenarios, each in two processes, all files compared (not in CI: 1000 take some 20 minutes on 2 cores)
COUNT ?= 100
FIRST ?= 0
soak: build
	$(GO) run ./cmd/soak -sim bin/sim -count $(COUNT) -first $(FIRST)

## speedup: a sweep on two workers against one, on a quiet machine
speedup: build
	./cmd/speedup.sh bin/sim

## bundle: what report.html runs, report/page/bundle, of report/page/web (needs no Node)
bundle:
	cd report/page && $(GO) run $(ESBUILD) web/main.js web/served.js web/page.css --bundle --minify --format=iife --target=es2022 \
		--charset=utf8 --legal-comments=none --jsx-factory=h --jsx-fragment=Fragment \
		--alias:preact=./web/vendor/preact/preact.mjs --alias:preact/hooks=./web/vendor/preact/hooks.mjs --alias:uplot=./web/vendor/uplot/uPlot.esm.js \
		--log-level=warning --outdir=bundle

## check-web: format, lint and types of report/page/web, and no cycle of imports (needs Debian's nodejs and npm)
check-web:
	cd report/page/web && npm ci --ignore-scripts --no-progress
	@go=$$(find report/page/web/node_modules -name '*.go'); test -z "$$go" || { echo "Go would build: $$go"; exit 1; }
	cd report/page/web && npm run --silent check

## test-browser: report.html in a browser (needs Debian's chromium); pictures in screenshots/
test-browser: build
	cd report/page/browser && SIM=$(CURDIR)/bin/sim SCREENSHOTS=$(SCREENSHOTS) $(GO) test -tags browser -timeout 20m ./...

## test-access: report.html and the pages of sim view at three widths, light, dark and printed, and axe-core on them, with eight scenarios (needs Debian's chromium, nodejs and npm; some minutes)
test-access: build
	cd report/page/web && npm ci --ignore-scripts --no-progress
	cd report/page/browser && ACCESS=all SIM=$(CURDIR)/bin/sim SCREENSHOTS=$(SCREENSHOTS) $(GO) test -tags browser -count 1 -timeout 40m -run '^(TestWidths|TestWords|TestAccess|TestViewWidths|TestViewAccess)$$' -v ./...

## test-notebook: docs/notebook.md in pandas, DuckDB and R, as far as they are here (Debian's python3-pandas, nodejs, npm and r-base-core; PYTHON names another python3; not in CI)
test-notebook: build
	-npm install --prefix .notebook --no-save --ignore-scripts --no-progress @duckdb/node-api@1.5.6-r.1
	cd cmd && SIM=$(CURDIR)/bin/sim NODE_PATH=$(CURDIR)/.notebook/node_modules $(GO) test -tags notebook -count 1 -run '^TestNotebook$$' -v .

## test-shiviz: ShiViz, of which SHIVIZ names a copy, reads our logs (needs chromium; not in CI)
test-shiviz: build
	cd report/page/browser && SIM=$(CURDIR)/bin/sim SHIVIZ=$(SHIVIZ) SCREENSHOTS=$(SCREENSHOTS) $(GO) test -tags browser,shiviz -count 1 -run '^TestShiViz$$' ./...

## test-slurm: a study on a real Slurm of one machine and under GNU parallel (needs Debian, root)
test-slurm: build
	./cmd/emit/slurm.sh bin/sim .slurm
	./cmd/emit/parallel.sh bin/sim .slurm

## test-image: what the Dockerfile builds, without Docker or a network (needs root)
test-image: build
	./cmd/emit/image.sh bin/sim

## test-apiserver: a study on a real kube-apiserver and job controller (compiles Kubernetes, 20 minutes on 2 cores; not in CI)
test-apiserver: build
	cd cmd/emit/apiserver && SIM=$(CURDIR)/bin/sim $(GO) test -timeout 30m ./...

## test-jaeger: Jaeger takes our traces (compiles Jaeger, minutes on 2 cores; not in CI)
test-jaeger: build
	@mkdir -p .jaeger
	cd "$$($(GO) mod download -json $(JAEGER) | sed -n 's/^\t"Dir": "\(.*\)",$$/\1/p')" && $(GO) build -o $(CURDIR)/.jaeger/jaeger ./cmd/jaeger
	SIM=$(CURDIR)/bin/sim JAEGER=$(CURDIR)/.jaeger/jaeger $(GO) test -tags jaeger -count 1 -run '^TestJaeger$$' ./report/log

# Of an exhibit that is a module of its own; red.mod asks for the library with the bug.
EXHIBIT = $(GO) test $(MUSEUM) -vet=off -timeout 5m -count 1 $(SHORT)
## museum: the bugs of examples/museum, red where they must be and green where not (SHORT=-short leaves out those that take minutes)
museum: build
	SIM=$(CURDIR)/bin/sim $(GO) test $(MUSEUM) -vet=off -timeout 60m -count 1 $(SHORT) ./examples/museum/...
	cd examples/museum/pubsub-675 && $(EXHIBIT) .
	cd examples/museum/orbit-db-180 && $(EXHIBIT) .
	cd examples/museum/boxo-1163 && $(EXHIBIT) -run Red -modfile red.mod . && $(EXHIBIT) -run Green .
	$(if $(SHORT),,cd examples/museum/boxo-959 && $(EXHIBIT) -run 'Red|Server' -modfile red.mod . && $(EXHIBIT) -run 'Green|Server' . && $(EXHIBIT) -run 'Green|Server' -modfile today.mod .)
	$(if $(SHORT),,cd examples/museum/kad-dht-1263 && $(EXHIBIT) -run Red -modfile red.mod . && $(EXHIBIT) -run Green .)

## museum-figures: figure.csv and figure.svg of each bug of examples/museum; or of some, BUGS=boxo-959
BUGS ?=
museum-figures: build
	GO=$(GO) ./examples/museum/figures.sh $(CURDIR)/bin/sim '$(MUSEUM)' $(BUGS)

## test-tshark: Wireshark reads the packets of a run (needs tshark; Debian has it)
test-tshark: build
	SIM=$(CURDIR)/bin/sim $(GO) test -tags tshark -count 1 -run '^TestWireshark$$' ./report/pcap

## cross: the sealed command compiles for every supported system
cross: $(SEAL)
	for target in $(TARGETS); do \
		echo $$target; \
		GOOS=$${target%/*} GOARCH=$${target#*/} $(GO) build $(SEALED) -o /dev/null ./cmd/sim || exit 1; \
	done

$(SEAL): FORCE
	@$(GO) run ./sim/seal/mkoverlay .seal > /dev/null

clean:
	rm -rf bin .jaeger .seal .slurm .upstream
