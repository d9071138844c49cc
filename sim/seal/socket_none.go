//go:build !simsealed || !linux

package seal

// HasSockets reports whether this build simulates sockets: a sealed one on Linux.
const HasSockets = false

func setKernel(Kernel) {}
