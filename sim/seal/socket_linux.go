//go:build simsealed

package seal

import _ "unsafe"

// HasSockets reports whether this build simulates sockets: a sealed one on Linux.
const HasSockets = true

// It lives in package syscall; see overlay/syscall.go.txt.
//
//go:linkname setKernel
func setKernel(Kernel)
