//go:build simsealed

package seal

import (
	"os"
	"strconv"
	"unsafe"
)

// Sealed reports whether this binary has the sealed runtime.
const Sealed = true

// The functions below live in package runtime; see overlay/runtime.go.txt.

//go:linkname runtimeRun
func runtimeRun(seed, maxSteps uint64, hook func(now, next int64) bool, onPanic func(v any), f func()) (end int, now int64)

//go:linkname runtimeWait
func runtimeWait()

//go:linkname runtimeWall
func runtimeWall() int64

//go:linkname runtimeHeap
func runtimeHeap() (live, stacks, mapped uint64)

//go:linkname runtimeCPUs
func runtimeCPUs() int

//go:linkname runtimeSwitches
func runtimeSwitches() uint64

//go:linkname runtimeCulprit
func runtimeCulprit() uintptr

//go:linkname runtimeStack
func runtimeStack() []uintptr

//go:linkname runtimeHold
func runtimeHold(n int32)

//go:linkname runtimeSetPeerName
func runtimeSetPeerName(func() string)

//go:linkname runtimeLabel
func runtimeLabel() unsafe.Pointer

//go:linkname runtimeSetLabel
func runtimeSetLabel(unsafe.Pointer)

//go:linkname runtimeNewStream
func runtimeNewStream(name uint64) int32

//go:linkname runtimeSetStream
func runtimeSetStream(int32) (old int32)

//go:linkname runtimeFar
func runtimeFar(bool)

//go:linkname runtimeTask
func runtimeTask() int64

//go:linkname runtimeSetTask
func runtimeSetTask(int64)

//go:linkname runtimePause
func runtimePause(labels []uintptr)

//go:linkname runtimeNow
func runtimeNow() int64

//go:linkname runtimeClocks
func runtimeClocks([]int64)

// Two seals are not in the runtime but in Run. Their bits follow the runtime's.
const (
	withoutGC    = 1 << 20
	withoutProcs = 1 << 21
)

// without holds the seals that a test has switched off.
var without = func() uint64 {
	n, _ := strconv.ParseUint(os.Getenv("SIMSEAL_WITHOUT"), 10, 64)
	return n
}()
