//go:build simsealed

package seal

import (
	_ "net" // which has setResolver, in every program
	_ "unsafe"
)

// The functions below live in packages internal/poll and net; see overlay/poll.go.txt
// and net.go.txt.

//go:linkname setPoller
func setPoller(Poller)

//go:linkname setResolver
func setResolver(Resolver)
