//go:build !simsealed

package seal

func setPoller(Poller)     {}
func setResolver(Resolver) {}
