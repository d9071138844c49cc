package overlay

import _ "embed"

var (
	//go:embed net.go.txt
	netFile string
	//go:embed signal.go.txt
	signalFile string
	//go:embed syscall.go.txt
	syscallFile string
	//go:embed maps.go.txt
	mapsFile string
	//go:embed poll.go.txt
	pollFile string
	//go:embed memo.go.txt
	memoFile string
	//go:embed ed25519.go.txt
	ed25519File string
	//go:embed ecdsa.go.txt
	ecdsaFile string
	//go:embed mlkem.go.txt
	mlkemFile string
	//go:embed dh.go.txt
	dhFile string
)

// added holds the files that the overlay adds to other packages: mostly
// declarations of what package runtime pushes there.
var added = map[string]string{
	"time/simseal.go": `package time

import "unsafe"

// sealLabel returns the label of the peer whose code calls, nil for nobody's, and
// the stream that it draws from.
//
//go:linkname sealLabel
func sealLabel() (unsafe.Pointer, int32)

// sealAs gives the calling goroutine a label and a stream, and waits while it is
// paused.
//
//go:linkname sealAs
func sealAs(unsafe.Pointer, int32)

// sealLabelled makes f the work of the peer whose code calls.
func sealLabelled(f func()) func() {
	p, stream := sealLabel()
	if p == nil && stream == 0 {
		return f
	}
	return func() {
		sealAs(p, stream)
		f()
	}
}
`,
	"context/simseal.go": `package context

import (
	"slices"
	"sync/atomic"
)

var childNumber atomic.Uint64

// inOrder returns the children of a context in the order in which they came.
func inOrder(children map[canceler]uint64) []canceler {
	out := make([]canceler, 0, len(children))
	for c := range children {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b canceler) int {
		if children[a] < children[b] {
			return -1
		}
		return 1
	})
	return out
}
`,
	"crypto/internal/sysrand/simseal.go":     "package sysrand\n\nimport _ \"unsafe\"\n\n//go:linkname sealRead\nfunc sealRead(b []byte) bool\n",
	"internal/runtime/maps/simseal.go":       mapsFile,
	"internal/sync/simseal.go":               "package sync\n\nimport _ \"unsafe\"\n\n//go:linkname sealMapSeed\nfunc sealMapSeed() uintptr\n",
	"net/simseal.go":                         netFile,
	"os/signal/simseal.go":                   signalFile,
	"syscall/simseal_linux.go":               syscallFile,
	"internal/poll/simseal.go":               pollFile,
	"crypto/internal/fips140hash/simseal.go": memoFile,
	"crypto/ed25519/simseal.go":              ed25519File,
	"crypto/ecdsa/simseal.go":                ecdsaFile,
	"crypto/mlkem/simseal.go":                mlkemFile,
	"crypto/ecdh/simseal.go":                 dhFile,
	"net/http/simseal.go":                    "package http\n\nimport _ \"unsafe\"\n\n//go:linkname simPeer\nfunc simPeer() string\n",
	"os/simseal.go": `package os

import _ "unsafe"

//go:linkname sealedEnvironment
func sealedEnvironment() bool

//go:linkname simInBubble
func simInBubble() bool

// simOnExit ends the programs of the calling goroutine's peer, and reports whether there
// are any.
var simOnExit func(code int) bool

//go:linkname simSetExit github.com/libp2p-sim/sim/sim/seal.setExit
func simSetExit(f func(code int) bool) { simOnExit = f }

func simExit(code int) bool { return simInBubble() && simOnExit != nil && simOnExit(code) }
`,
	"testing/simseal.go": `package testing

import _ "unsafe"

// simCleanups counts what a test has registered with Cleanup.
//
//go:linkname simCleanups github.com/libp2p-sim/sim/sim/simtest.cleanups
func simCleanups(t *T) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.cleanups)
}

// simCleanUp cancels the test's context and calls what it has registered with
// Cleanup, the last first, until keep are left, as runCleanup does at the end of
// a test.
//
//go:linkname simCleanUp github.com/libp2p-sim/sim/sim/simtest.cleanUp
func simCleanUp(t *T, keep int) {
	t.cleanupStarted.Store(true)
	defer t.cleanupStarted.Store(false)
	if t.cancelCtx != nil {
		t.cancelCtx()
	}
	for {
		t.mu.Lock()
		n := len(t.cleanups)
		if n <= keep {
			t.mu.Unlock()
			return
		}
		f := t.cleanups[n-1]
		t.cleanups = t.cleanups[:n-1]
		t.mu.Unlock()
		done := false
		func() {
			defer func() {
				if !done { // a panic, or an early exit
					simCleanUp(t, keep)
				}
			}()
			f()
			done = true
		}()
	}
}

// simWaiting counts the parallel subtests that wait for the test's end.
//
//go:linkname simWaiting github.com/libp2p-sim/sim/sim/simtest.waiting
func simWaiting(t *T) int { return len(t.sub) }
`,
}
