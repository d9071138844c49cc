package seal

import "time"

// Elapsed returns the virtual time since [Epoch]: the true one, also to a peer whose wall clock
// is wrong.
func Elapsed() time.Duration { return time.Duration(runtimeNow() - Epoch.UnixNano()) }

// A Clock is an error of the wall clock of a label's peer: what time.Now tells its goroutines.
// Differences of such times, timers and deadlines go by the monotonic clock, as they do outside of
// a simulation, if a time has not been through a file or a message. Tickers and timers send what the
// clock of who made them shows.
type Clock struct {
	Label  *Label
	Since  time.Duration // the instant from which it is wrong
	Offset time.Duration // by how much it is fast at once
	PPB    int64         // billionths by which it runs fast
}

// SetClocks makes these the wrong clocks of the run, and all others right. Errors of one label add
// up. From the first call on times have a monotonic part; it should come before anybody takes one.
func SetClocks(clocks []Clock) {
	var words []int64
	for _, c := range clocks {
		words = append(words, int64(uintptr(c.Label.p)), Epoch.UnixNano()+int64(c.Since), int64(c.Offset), c.PPB)
	}
	runtimeClocks(words)
}
