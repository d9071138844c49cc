package seal

// Task returns the number of the task on which the calling goroutine works, 0
// for none. Goroutines inherit it from the one that starts them; functions that
// timers call begin without.
func Task() int64 { return runtimeTask() }

// SetTask sets the task on which the calling goroutine works from now on.
func SetTask(id int64) { runtimeSetTask(id) }
