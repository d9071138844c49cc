package overlay

// socketEdits are those by which the sockets of a sealed run are simulated.
var socketEdits = []edit{
	{
		file:   "runtime/sema.go",
		anchor: "func poll_runtime_Semacquire(addr *uint32) {\n",
		with: "func poll_runtime_Semacquire(addr *uint32) {\n\tif sealing(sealStall) {\n" +
			"\t\tsemacquire1(addr, false, semaBlockProfile, 0, waitReasonSyncMutexLock)\n\t\treturn\n\t}\n",
		why: "waits for a descriptor that another goroutine reads from, or that is being closed, are durable",
	},
	{
		file:   "syscall/syscall_linux.go",
		anchor: "func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {\n",
		with:   "func RawSyscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {\n\tif simAnswers(trap, a1) {\n\t\tr1, err = simCall(trap, a1, a2, a3, a4, a5, a6)\n\t\treturn r1, 0, err\n\t}\n",
		why:    "system calls on simulated sockets, from every package: they all come through here",
	},
	{
		file:   "syscall/syscall_linux.go",
		anchor: "func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {\n",
		with:   "func Syscall(trap, a1, a2, a3 uintptr) (r1, r2 uintptr, err Errno) {\n\tif simAnswers(trap, a1) {\n\t\tr1, err = simCall(trap, a1, a2, a3, 0, 0, 0)\n\t\treturn r1, 0, err\n\t}\n",
		why:    "system calls on simulated sockets, from every package: they all come through here",
	},
	{
		file:   "syscall/syscall_linux.go",
		anchor: "func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {\n",
		with:   "func Syscall6(trap, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2 uintptr, err Errno) {\n\tif simAnswers(trap, a1) {\n\t\tr1, err = simCall(trap, a1, a2, a3, a4, a5, a6)\n\t\treturn r1, 0, err\n\t}\n",
		why:    "system calls on simulated sockets, from every package: they all come through here",
	},
	{
		file:   "internal/poll/fd_poll_runtime.go",
		anchor: "\tserverInit.Do(runtime_pollServerInit)\n",
		with:   "\tif fd.Sysfd >= simFirst {\n\t\tpd.runtimeCtx = uintptr(fd.Sysfd)<<1 | 1\n\t\treturn nil\n\t}\n\tserverInit.Do(runtime_pollServerInit)\n",
		why:    "waiting for simulated sockets, and their deadlines",
	},
	{
		file:   "internal/poll/fd_poll_runtime.go",
		anchor: "\truntime_pollClose(pd.runtimeCtx)\n",
		with:   "\tif pd.sim() == 0 {\n\t\truntime_pollClose(pd.runtimeCtx)\n\t}\n",
		why:    "waiting for simulated sockets, and their deadlines",
	},
	{
		file:   "internal/poll/fd_poll_runtime.go",
		anchor: "\truntime_pollUnblock(pd.runtimeCtx)\n",
		with:   "\tif fd := pd.sim(); fd != 0 {\n\t\tsimulated.Unblock(fd)\n\t\treturn\n\t}\n\truntime_pollUnblock(pd.runtimeCtx)\n",
		why:    "waiting for simulated sockets, and their deadlines",
	},
	{
		file:   "internal/poll/fd_poll_runtime.go",
		anchor: "\tres := runtime_pollReset(pd.runtimeCtx, mode)\n",
		with:   "\tif fd := pd.sim(); fd != 0 {\n\t\treturn convertErr(simulated.Ready(fd, mode), isFile)\n\t}\n\tres := runtime_pollReset(pd.runtimeCtx, mode)\n",
		why:    "waiting for simulated sockets, and their deadlines",
	},
	{
		file:   "internal/poll/fd_poll_runtime.go",
		anchor: "\tres := runtime_pollWait(pd.runtimeCtx, mode)\n",
		with:   "\tif fd := pd.sim(); fd != 0 {\n\t\treturn convertErr(simulated.Wait(fd, mode), isFile)\n\t}\n\tres := runtime_pollWait(pd.runtimeCtx, mode)\n",
		why:    "waiting for simulated sockets, and their deadlines",
	},
	{
		file:   "internal/poll/fd_poll_runtime.go",
		anchor: "\truntime_pollSetDeadline(fd.pd.runtimeCtx, d, mode)\n",
		with:   "\tif sim := fd.pd.sim(); sim != 0 {\n\t\tsimulated.Deadline(sim, d, mode)\n\t\treturn nil\n\t}\n\truntime_pollSetDeadline(fd.pd.runtimeCtx, d, mode)\n",
		why:    "waiting for simulated sockets, and their deadlines",
	},
	{
		file:   "net/fd_posix.go",
		anchor: "\truntime.SetFinalizer(fd, (*netFD).Close)\n",
		with:   "\tif fd.pfd.Sysfd < simFirst {\n\t\truntime.SetFinalizer(fd, (*netFD).Close)\n\t}\n",
		why:    "sockets that nobody closes: the collector would, at no certain time",
	},
	{
		file:   "net/interface.go",
		anchor: "func Interfaces() ([]Interface, error) {\n",
		with:   "func Interfaces() ([]Interface, error) {\n\tif simSealed() {\n\t\tlist, _ := simInterfaces()\n\t\treturn list, nil\n\t}\n",
		why:    "interfaces of the calling machine",
	},
	{
		file:   "net/interface.go",
		anchor: "func InterfaceAddrs() ([]Addr, error) {\n",
		with:   "func InterfaceAddrs() ([]Addr, error) {\n\tif simSealed() {\n\t\treturn simAddrs(0), nil\n\t}\n",
		why:    "interfaces of the calling machine",
	},
	{
		file:   "net/interface.go",
		anchor: "func (ifi *Interface) Addrs() ([]Addr, error) {\n",
		with:   "func (ifi *Interface) Addrs() ([]Addr, error) {\n\tif simSealed() {\n\t\treturn simAddrs(ifi.Index), nil\n\t}\n",
		why:    "interfaces of the calling machine",
	},
	{
		file:   "net/interface.go",
		anchor: "func (ifi *Interface) MulticastAddrs() ([]Addr, error) {\n",
		with:   "func (ifi *Interface) MulticastAddrs() ([]Addr, error) {\n\tif simSealed() {\n\t\treturn nil, nil\n\t}\n",
		why:    "interfaces of the calling machine",
	},
	{
		file:   "net/interface.go",
		anchor: "func InterfaceByIndex(index int) (*Interface, error) {\n",
		with:   "func InterfaceByIndex(index int) (*Interface, error) {\n\tif simSealed() {\n\t\treturn simInterface(func(i *Interface) bool { return i.Index == index })\n\t}\n",
		why:    "interfaces of the calling machine",
	},
	{
		file:   "net/interface.go",
		anchor: "func InterfaceByName(name string) (*Interface, error) {\n",
		with:   "func InterfaceByName(name string) (*Interface, error) {\n\tif simSealed() {\n\t\treturn simInterface(func(i *Interface) bool { return i.Name == name })\n\t}\n",
		why:    "interfaces of the calling machine",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupHost(ctx context.Context, host string) (addrs []string, err error) {\n",
		with:   "func (r *Resolver) lookupHost(ctx context.Context, host string) (addrs []string, err error) {\n\tif simulated != nil {\n\t\treturn simLookupHost(ctx, host)\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupIP(ctx context.Context, network, host string) (addrs []IPAddr, err error) {\n",
		with:   "func (r *Resolver) lookupIP(ctx context.Context, network, host string) (addrs []IPAddr, err error) {\n\tif simulated != nil {\n\t\treturn simLookup(ctx, network, host)\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupCNAME(ctx context.Context, name string) (string, error) {\n",
		with:   "func (r *Resolver) lookupCNAME(ctx context.Context, name string) (string, error) {\n\tif simulated != nil {\n\t\t_, err := simLookup(ctx, \"ip\", name)\n\t\treturn absDomainName(name), err\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupTXT(ctx context.Context, name string) ([]string, error) {\n",
		with:   "func (r *Resolver) lookupTXT(ctx context.Context, name string) ([]string, error) {\n\tif simulated != nil {\n\t\treturn simTexts(ctx, name)\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupAddr(ctx context.Context, addr string) ([]string, error) {\n",
		with:   "func (r *Resolver) lookupAddr(ctx context.Context, addr string) ([]string, error) {\n\tif simulated != nil {\n\t\treturn simulated.Reverse(ctx, addr)\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupSRV(ctx context.Context, service, proto, name string) (string, []*SRV, error) {\n",
		with:   "func (r *Resolver) lookupSRV(ctx context.Context, service, proto, name string) (string, []*SRV, error) {\n\tif simulated != nil {\n\t\treturn \"\", nil, newDNSError(errNoSuchHost, name, \"\")\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupMX(ctx context.Context, name string) ([]*MX, error) {\n",
		with:   "func (r *Resolver) lookupMX(ctx context.Context, name string) ([]*MX, error) {\n\tif simulated != nil {\n\t\treturn nil, newDNSError(errNoSuchHost, name, \"\")\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupNS(ctx context.Context, name string) ([]*NS, error) {\n",
		with:   "func (r *Resolver) lookupNS(ctx context.Context, name string) ([]*NS, error) {\n\tif simulated != nil {\n\t\treturn nil, newDNSError(errNoSuchHost, name, \"\")\n\t}\n",
		why:    "names of the simulated network",
	},
	{
		file:   "net/lookup_unix.go",
		anchor: "func (r *Resolver) lookupPort(ctx context.Context, network, service string) (int, error) {\n",
		with:   "func (r *Resolver) lookupPort(ctx context.Context, network, service string) (int, error) {\n\tif simSealed() {\n\t\treturn goLookupPort(network, service)\n\t}\n",
		why:    "environment: ports of services that a C library would look up, on a thread of its own",
	},
	{
		file:   "net/port_unix.go",
		anchor: "func readServices() {\n",
		with:   "func readServices() {\n\tif sealedEnvironment() {\n\t\treturn\n\t}\n",
		why:    "environment: ports of services that are in no file",
	},
}
