package overlay

// environmentEdits are those of what a process can learn about its machine.
var environmentEdits = []edit{
	{
		file:   "runtime/time_nofake.go",
		anchor: "func nanotime() int64 {\n",
		with: "func nanotime() int64 {\n\tif gp := getg(); gp.bubble != nil && simseal.on {\n" +
			"\t\treturn gp.bubble.now\n\t}\n",
		why: "libraries that take the monotonic clock from here, as go-ethereum's mclock does",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\treturn sec, nsec, 0\n\t}\n\treturn time_now()\n",
		with: "\t\treturn sec, nsec, sealMono(bubble.now)\n\t}\n\tif sealEnvironment() {\n" +
			"\t\treturn 946684800, 0, 0 // when every bubble begins\n\t}\n\treturn time_now()\n",
		why: "wall clock in package initialisers; monotonic clocks beside wall clocks that are wrong",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\tsec = bubble.now / (1000 * 1000 * 1000)\n\t\tnsec = int32(bubble.now % (1000 * 1000 * 1000))\n",
		with: "\t\tnow := sealWallClock(bubble.now)\n\t\tsec = now / (1000 * 1000 * 1000)\n" +
			"\t\tnsec = int32(now % (1000 * 1000 * 1000))\n",
		why: "wall clocks of peers that are wrong",
	},
	{
		file:   "time/time.go",
		anchor: "\tmono -= startNano\n",
		with:   "\tif !runtimeIsBubbled() {\n\t\tmono -= startNano\n\t}\n",
		why:    "when the process began",
	},
	{
		file:   "runtime/debug.go",
		anchor: "func NumCPU() int {\n",
		with:   "func NumCPU() int {\n\tif sealEnvironment() {\n\t\treturn 1\n\t}\n",
		why:    "environment",
	},
	{
		file:   "runtime/mem_linux.go",
		anchor: "\tif p != v || err != 0 {\n\t\tprint(\"runtime: mmap(\"",
		with:   "\tif err == 0 && sealHugePages() {\n\t\tsysHugePageOS(v, n)\n\t}\n\tif p != v || err != 0 {\n\t\tprint(\"runtime: mmap(\"",
		why:    "huge pages",
	},
	{
		file:   "os/signal/signal.go",
		anchor: "func Notify(c chan<- os.Signal, sig ...os.Signal) {\n",
		with:   "func Notify(c chan<- os.Signal, sig ...os.Signal) {\n\tif simInBubble() {\n\t\tsimNotify(c, sig)\n\t\treturn\n\t}\n",
		why:    "signals of the process are its parent's; a program in a run has those that its peer is sent",
	},
	{
		file:   "os/signal/signal.go",
		anchor: "func Stop(c chan<- os.Signal) {\n",
		with:   "func Stop(c chan<- os.Signal) {\n\tif simInBubble() {\n\t\tsimStop(c)\n\t\treturn\n\t}\n",
		why:    "signals of the process are its parent's",
	},
	{
		file:   "os/signal/signal.go",
		anchor: "func cancel(sigs []os.Signal, action func(int)) {\n",
		with:   "func cancel(sigs []os.Signal, action func(int)) {\n\tif simInBubble() {\n\t\treturn\n\t}\n",
		why:    "signals of the process are its parent's",
	},
	{
		file:   "os/proc.go",
		anchor: "func Exit(code int) {\n",
		with:   "func Exit(code int) {\n\tif simExit(code) {\n\t\tselect {}\n\t}\n",
		why:    "a program that ends is one of a machine, not the process of them all",
	},
	{
		file:   "net/http/transport.go",
		anchor: "\t\tscheme: cm.targetScheme,\n\t\taddr:   targetAddr,\n",
		with:   "\t\tscheme: cm.targetScheme + simPeer(),\n\t\taddr:   targetAddr,\n",
		why:    "http.DefaultTransport is one for all machines: a connection of one is not another's",
	},
	{
		file:   "os/sys.go",
		anchor: "func Hostname() (name string, err error) {\n",
		with: "func Hostname() (name string, err error) {\n\tif sealedEnvironment() {\n" +
			"\t\treturn \"sim\", nil\n\t}\n",
		why: "environment",
	},
	{
		file:   "os/exec.go",
		anchor: "func Getpid() int { return syscall.Getpid() }\n",
		with:   "func Getpid() int {\n\tif sealedEnvironment() {\n\t\treturn 1\n\t}\n\treturn syscall.Getpid()\n}\n",
		why:    "environment",
	},
}
