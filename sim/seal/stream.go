package seal

import (
	"hash/fnv"
	"unsafe"
)

// A stream is the generator of all that goroutines draw: random numbers, the order of
// maps and of ready cases, keys, and the order of timers at one instant. Goroutines
// inherit the stream of the one that starts them, and timers that of the one that sets
// them. Each [Label] has one. It follows from the run's seed and its name alone, so
// that nobody's draws change what others draw.
type stream int32

// streams are those of the present run, by name.
var streams map[string]stream

func streamOf(name string) stream {
	s, ok := streams[name]
	if !ok {
		h := fnv.New64a()
		_, _ = h.Write([]byte(name))
		s = stream(runtimeNewStream(h.Sum64()))
		streams[name] = s
	}
	return s
}

// Go starts a goroutine that draws from the stream with a name, and begins after all
// that are ready to run. It is for work of no peer: a step of a workload, or a fault.
func Go(name string, f func()) { start(streamOf("work/"+name), runtimeLabel(), f) }

// start starts a goroutine with a stream and a label. One that works for somebody
// else than the caller begins after all that are ready to run: if many are started at
// one instant, the order of some must not follow from how many others are.
func start(s stream, label unsafe.Pointer, f func()) {
	oldLabel, old := runtimeLabel(), runtimeSetStream(int32(s))
	runtimeSetLabel(label)
	runtimeFar(old != int32(s))
	go f()
	runtimeFar(false)
	runtimeSetLabel(oldLabel)
	runtimeSetStream(old)
}
