package overlay

// An edit replaces one anchor in one file of the standard library.
type edit struct {
	file   string // below GOROOT/src
	anchor string // must occur exactly once
	with   string
	why    string
}

// The anchors are whole lines, so that a change of meaning nearby is likely to
// break them loudly.
var edits = []edit{
	{
		file:   "runtime/rand.go",
		anchor: "\tglobalRand.state.Init(*seed)\n\tclear(seed[:])\n",
		with:   "\tsealEarly(seed)\n\tglobalRand.state.Init(*seed)\n\tclear(seed[:])\n",
		why:    "process-wide seed",
	},
	{
		file:   "runtime/rand.go",
		anchor: "func rand() uint64 {\n",
		with:   "func rand() uint64 {\n\tif x, ok := sealRand(); ok {\n\t\treturn x\n\t}\n",
		why:    "map iteration, math/rand, hash seeds",
	},
	{
		file:   "runtime/alg.go",
		anchor: "func alginit() {\n",
		with: "func alginit() {\n\tif sealHas(sealHash) {\n\t\tfor i := range hashkey {\n" +
			"\t\t\thashkey[i] = uintptr(bootstrapRand())\n\t\t}\n\t\treturn\n\t}\n",
		why: "one hash function on every CPU",
	},
	{
		file:   "runtime/select.go",
		anchor: "\t\tj := cheaprandn(uint32(norder + 1))\n",
		with:   "\t\tj := sealSelectRand(uint32(norder + 1))\n",
		why:    "select order",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\t\tt.rand = cheaprand()\n",
		with:   "\t\t\tt.rand = sealTimerRand()\n",
		why:    "timers at one instant",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\treturn sec, nsec, 0\n\t}\n\treturn time_now()\n",
		with: "\t\treturn sec, nsec, 0\n\t}\n\tif sealEnvironment() {\n" +
			"\t\treturn 946684800, 0, 0 // when every bubble begins\n\t}\n\treturn time_now()\n",
		why: "wall clock in package initialisers",
	},
	{
		file:   "runtime/proc.go",
		anchor: "func retake(now int64) uint32 {\n",
		with:   "func retake(now int64) uint32 {\n\tif sealing(sealRetake) {\n\t\treturn 0\n\t}\n",
		why:    "preemption by wall time",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif pp.schedtick%61 == 0 && !sched.runq.empty() {\n",
		with:   "\tif pp.schedtick%61 == 0 && !sched.runq.empty() && !sealing(sealGlobalQ) {\n",
		why:    "poll of the global queue",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t// Poll network.\n\t// This netpoll is only an optimization before we resort to stealing.\n",
		with: "\tif gp := sealOutsideNext(); gp != nil {\n\t\treturn gp, false, false\n\t}\n\n" +
			"\t// Poll network.\n\t// This netpoll is only an optimization before we resort to stealing.\n",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif !mp.spinning && sched.needspinning.Load() == 1 {\n",
		with: "\tif !simseal.outside.empty() {\n\t\tunlock(&sched.lock)\n\t\tgoto top\n\t}\n" +
			"\tif !mp.spinning && sched.needspinning.Load() == 1 {\n",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "func ready(gp *g, traceskip int, next bool) {\n",
		with:   "func ready(gp *g, traceskip int, next bool) {\n\tif sealHold(gp) {\n\t\treturn\n\t}\n",
		why:    "paused peers",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\trunqput(mp.p.ptr(), gp, next)\n\twakep()\n\treleasem(mp)\n",
		with:   "\tif !sealDivert(gp) {\n\t\trunqput(mp.p.ptr(), gp, next)\n\t}\n\twakep()\n\treleasem(mp)\n",
		why:    "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t\trunqput(pp, newg, true)\n",
		with:   "\t\tif !sealDivert(newg) {\n\t\t\trunqput(pp, newg, true)\n\t\t}\n",
		why:    "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif glist.empty() {\n\t\treturn\n\t}\n\n\t// Mark all the goroutines as runnable before we put them\n",
		with: "\tif glist.empty() || sealDivertList(glist) {\n\t\treturn\n\t}\n\n" +
			"\t// Mark all the goroutines as runnable before we put them\n",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif preempted && sched.gcwaiting.Load() {\n",
		with:   "\tif sealDivert(gp) {\n\t\t// runs when the bubble is idle\n\t} else if preempted && sched.gcwaiting.Load() {\n",
		why:    "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t\tglobrunqput(gp)\n\n\t\t// Below, we stoplockedm if gp is locked.",
		with: "\t\tif !sealDivertLocked(gp) {\n\t\t\tglobrunqput(gp)\n\t\t}\n\n" +
			"\t\t// Below, we stoplockedm if gp is locked.",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tgp, inheritTime, tryWakeP := findRunnable() // blocks until work is available\n",
		with: "\tgp, inheritTime, tryWakeP := findRunnable() // blocks until work is available\n" +
			"\tif simseal.on {\n\t\tgp = sealStep(gp)\n\t}\n",
		why: "livelock",
	},
	{
		file:   "runtime/proc.go",
		anchor: "func gopreempt_m(gp *g) {\n",
		with:   "func gopreempt_m(gp *g) {\n\tsealPreempted(gp)\n",
		why:    "a run that the parent ends in the middle of an instant",
	},
	{
		file:   "runtime/sema.go",
		anchor: "func internal_sync_nanotime() int64 {\n\treturn nanotime()\n",
		with:   "func internal_sync_nanotime() int64 {\n\treturn sealNanotime()\n",
		why:    "mutex starvation",
	},
	{
		file:   "runtime/runtime2.go",
		anchor: "\treturn isIdleInSynctest[w]\n",
		with:   "\treturn isIdleInSynctest[w] || sealing(sealStall) && sealDurable[w]\n",
		why:    "waits for locks are durable",
	},
	{
		file:   "runtime/synctest.go",
		anchor: "\tlockInit(&bubble.timers.mu, lockRankTimers)\n",
		with:   "\tlockInit(&bubble.timers.mu, lockRankTimers)\n\tif simseal.on {\n\t\tsimseal.bubble = bubble\n\t}\n",
		why:    "entry point",
	},
	{
		file:   "runtime/synctest.go",
		anchor: "\t\tbubble.now = next\n",
		with:   "\t\tif sealAdvance(bubble, next) {\n\t\t\tbreak\n\t\t}\n\t\tbubble.now = next\n",
		why:    "quiescent point",
	},
	{
		file:   "runtime/synctest.go",
		anchor: "\tif total != 1 {\n",
		with:   "\tif total != 1 && !simseal.on {\n",
		why:    "the world is left as it stands when a run ends",
	},
	{
		file:   "runtime/panic.go",
		anchor: "\tpreprintpanics(&p)\n\n\tfatalpanic(&p)   // should not return\n",
		with:   "\tpreprintpanics(&p)\n\tsealPanic(&p)\n\n\tfatalpanic(&p)   // should not return\n",
		why:    "a panic keeps what was recorded",
	},
	{
		file:   "runtime/debug.go",
		anchor: "func NumCPU() int {\n",
		with:   "func NumCPU() int {\n\tif sealEnvironment() {\n\t\treturn 1\n\t}\n",
		why:    "environment",
	},
	{
		file:   "runtime/mem_linux.go",
		anchor: "\tif p != v || err != 0 {\n\t\tprint(\"runtime: mmap(\"",
		with:   "\tif err == 0 && sealHugePages() {\n\t\tsysHugePageOS(v, n)\n\t}\n\tif p != v || err != 0 {\n\t\tprint(\"runtime: mmap(\"",
		why:    "huge pages",
	},
	{
		file:   "runtime/mgc.go",
		anchor: "\tif sweep.parked {\n\t\tsweep.parked = false\n\t\tready(sweep.g, 0, true)\n",
		with:   "\tif sweep.parked && !simseal.on {\n\t\tsweep.parked = false\n\t\tready(sweep.g, 0, true)\n",
		why:    "sweeping on two processors, which mixes the addresses of what is allocated next",
	},
	{
		file:   "runtime/runtime2.go",
		anchor: "\tvalgrindStackID uintptr\n}\n",
		with:   "\tvalgrindStackID uintptr\n\n\tsealTask int64 // what the goroutine works on, see package seal\n}\n",
		why:    "tasks",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t\tif mp.curg != nil {\n\t\t\tnewg.labels = mp.curg.labels\n\t\t}\n",
		with: "\t\tnewg.sealTask = 0\n\t\tif mp.curg != nil {\n\t\t\tnewg.labels = mp.curg.labels\n" +
			"\t\t\tnewg.sealTask = mp.curg.sealTask\n\t\t}\n",
		why: "tasks",
	},
	{
		file:   "time/sleep.go",
		anchor: "\treturn newTimer(when(d), 0, goFunc, f, nil)\n",
		with:   "\treturn newTimer(when(d), 0, goFunc, sealLabelled(f), nil)\n",
		why:    "paused peers",
	},
	{
		file:   "context/context.go",
		anchor: "\tchildren map[canceler]struct{} // set to nil by the first cancel call\n",
		with:   "\tchildren map[canceler]uint64 // in the order of their numbers; set to nil by the first cancel call\n",
		why:    "order of a context's children, a map by address",
	},
	{
		file:   "context/context.go",
		anchor: "\t\t\t\tp.children = make(map[canceler]struct{})\n",
		with:   "\t\t\t\tp.children = make(map[canceler]uint64)\n",
		why:    "order of a context's children",
	},
	{
		file:   "context/context.go",
		anchor: "\t\t\tp.children[child] = struct{}{}\n",
		with:   "\t\t\tp.children[child] = childNumber.Add(1)\n",
		why:    "order of a context's children",
	},
	{
		file:   "context/context.go",
		anchor: "\tfor child := range c.children {\n",
		with:   "\tfor _, child := range inOrder(c.children) {\n",
		why:    "order of a context's children",
	},
	{
		file:   "crypto/internal/sysrand/rand.go",
		anchor: "func Read(b []byte) {\n",
		with:   "func Read(b []byte) {\n\tif sealRead(b) {\n\t\treturn\n\t}\n",
		why:    "crypto randomness",
	},
	{
		file:   "net/interface.go",
		anchor: "func Interfaces() ([]Interface, error) {\n",
		with: "func Interfaces() ([]Interface, error) {\n\tif sealedEnvironment() {\n" +
			"\t\treturn []Interface{{Index: 1, MTU: 65536, Name: \"lo\", Flags: FlagUp | FlagLoopback | FlagRunning}}, nil\n\t}\n",
		why: "environment",
	},
	{
		file:   "net/interface.go",
		anchor: "func InterfaceAddrs() ([]Addr, error) {\n",
		with: "func InterfaceAddrs() ([]Addr, error) {\n\tif sealedEnvironment() {\n" +
			"\t\treturn []Addr{&IPNet{IP: IPv4(127, 0, 0, 1), Mask: CIDRMask(8, 32)}}, nil\n\t}\n",
		why: "environment",
	},
	{
		file:   "net/interface.go",
		anchor: "func (ifi *Interface) Addrs() ([]Addr, error) {\n",
		with: "func (ifi *Interface) Addrs() ([]Addr, error) {\n\tif sealedEnvironment() {\n" +
			"\t\treturn InterfaceAddrs()\n\t}\n",
		why: "environment",
	},
	{
		file:   "os/sys.go",
		anchor: "func Hostname() (name string, err error) {\n",
		with: "func Hostname() (name string, err error) {\n\tif sealedEnvironment() {\n" +
			"\t\treturn \"sim\", nil\n\t}\n",
		why: "environment",
	},
	{
		file:   "os/exec.go",
		anchor: "func Getpid() int { return syscall.Getpid() }\n",
		with:   "func Getpid() int {\n\tif sealedEnvironment() {\n\t\treturn 1\n\t}\n\treturn syscall.Getpid()\n}\n",
		why:    "environment",
	},
}

// added holds the files that the overlay adds to other packages: mostly
// declarations of what package runtime pushes there.
var added = map[string]string{
	"time/simseal.go": `package time

import "unsafe"

// sealLabel returns the label of the peer whose code calls, nil for nobody's.
//
//go:linkname sealLabel
func sealLabel() unsafe.Pointer

// sealAs gives the calling goroutine a label, and waits while it is paused.
//
//go:linkname sealAs
func sealAs(unsafe.Pointer)

// sealLabelled makes f the work of the peer whose code calls.
func sealLabelled(f func()) func() {
	p := sealLabel()
	if p == nil {
		return f
	}
	return func() {
		sealAs(p)
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
	"crypto/internal/sysrand/simseal.go": "package sysrand\n\nimport _ \"unsafe\"\n\n//go:linkname sealRead\nfunc sealRead(b []byte) bool\n",
	"net/simseal.go":                     "package net\n\nimport _ \"unsafe\"\n\n//go:linkname sealedEnvironment\nfunc sealedEnvironment() bool\n",
	"os/simseal.go":                      "package os\n\nimport _ \"unsafe\"\n\n//go:linkname sealedEnvironment\nfunc sealedEnvironment() bool\n",
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
