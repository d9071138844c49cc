//go:build !simsealed

package seal

import (
	"time"
	"unsafe"
)

// Sealed reports whether this binary has the sealed runtime.
const Sealed = false

const (
	without      = 0
	withoutGC    = 1
	withoutProcs = 1
)

func runtimeRun(_, _ uint64, _ func(now, next int64) bool, _ func(any), _ func()) (int, int64) {
	panic(ErrPlain)
}

func runtimeWait()                     { panic(ErrPlain) }
func runtimeWall() int64               { panic(ErrPlain) }
func runtimeHeap() (_, _, _ uint64)    { panic(ErrPlain) }
func runtimeCPUs() int                 { panic(ErrPlain) }
func runtimeNewStream(uint64) int32    { panic(ErrPlain) }
func runtimeSetStream(int32) int32     { panic(ErrPlain) }
func runtimeFar(bool)                  { panic(ErrPlain) }
func runtimeSetPeerName(func() string) { panic(ErrPlain) }
func runtimeTask() int64               { panic(ErrPlain) }
func runtimeSetTask(int64)             { panic(ErrPlain) }
func runtimePause([]uintptr)           { panic(ErrPlain) }
func runtimeNow() int64                { return time.Now().UnixNano() }
func runtimeClocks([]int64)            { panic(ErrPlain) }
func runtimeSwitches() uint64          { panic(ErrPlain) }
func runtimeCulprit() uintptr          { panic(ErrPlain) }
func runtimeStack() []uintptr          { panic(ErrPlain) }
func runtimeHold(int32)                { panic(ErrPlain) }
func runtimeLabel() unsafe.Pointer     { panic(ErrPlain) }
func runtimeSetLabel(_ unsafe.Pointer) { panic(ErrPlain) }
