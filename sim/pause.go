package sim

// Pause stops the node's process, as SIGSTOP does: none of its goroutines runs
// until Resume, and what they wait for waits for them. Its machine lives on and
// takes in what arrives; others notice when their probes stay unanswered. The
// clock goes on: timers that are over by then fire at Resume.
func (n *Node) Pause() {
	if n.host == nil || n.paused {
		return
	}
	n.paused = true
	n.pauses++
	n.label.Pause()
	h, pause, now := n.host, n.pauses, clock()
	for _, c := range h.sortedConns() {
		after(c.far.detectedAt(now).since(now), func() {
			if n.paused && n.pauses == pause {
				c.far.expire()
			}
		})
	}
}

// Resume lets a paused process go on.
func (n *Node) Resume() {
	if !n.paused {
		return
	}
	n.paused, n.resumed = false, clock()
	n.label.Resume()
	waiting := n.asleep
	n.asleep = nil
	for _, f := range waiting {
		n.label.Go(f)
	}
}

// whenAwake calls f as the node's work, now or when its pause ends.
func (n *Node) whenAwake(f func()) {
	if n.paused {
		n.asleep = append(n.asleep, f)
		return
	}
	n.label.Do(f)
}
