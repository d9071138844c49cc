module github.com/libp2p-sim/sim/cmd/site

go 1.26.6

require github.com/yuin/goldmark v1.8.7
