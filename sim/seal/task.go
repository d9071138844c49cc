package seal

// Task returns the number of what the calling goroutine works on, 0 for
// nothing. Goroutines inherit it from the one that starts them; what timers call
// begins without.
func Task() int64 { return runtimeTask() }

// SetTask says what the calling goroutine works on from now on.
func SetTask(id int64) { runtimeSetTask(id) }
