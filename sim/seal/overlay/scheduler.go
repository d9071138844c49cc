package overlay

// schedulerEdits are those of the scheduler, of bubbles and of the collector.
var schedulerEdits = []edit{
	{
		file:   "runtime/proc.go",
		anchor: "func retake(now int64) uint32 {\n",
		with:   "func retake(now int64) uint32 {\n\tif sealing(sealRetake) {\n\t\treturn 0\n\t}\n",
		why:    "preemption by wall time",
	},
	{
		file:   "runtime/stack.go",
		anchor: "\tif used := gp.stack.hi - gp.sched.sp + stackNosplit; used >= avail/4 {\n",
		with:   "\tif used := gp.stack.hi - gp.sched.sp + stackNosplit; used >= sealShrinkBelow(avail) {\n",
		why:    "memory: handlers of libp2p wait on little more than a quarter of their stack",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif pp.schedtick%61 == 0 && !sched.runq.empty() {\n",
		with:   "\tif pp.schedtick%61 == 0 && !sched.runq.empty() && !sealing(sealGlobalQ) {\n",
		why:    "poll of the global queue",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t// Poll network.\n\t// This netpoll is only an optimization before we resort to stealing.\n",
		with: "\tif gp := sealOutsideNext(); gp != nil {\n\t\treturn gp, false, false\n\t}\n\n" +
			"\t// Poll network.\n\t// This netpoll is only an optimization before we resort to stealing.\n",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif !mp.spinning && sched.needspinning.Load() == 1 {\n",
		with: "\tif !simseal.outside.empty() {\n\t\tunlock(&sched.lock)\n\t\tgoto top\n\t}\n" +
			"\tif !mp.spinning && sched.needspinning.Load() == 1 {\n",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "func ready(gp *g, traceskip int, next bool) {\n",
		with:   "func ready(gp *g, traceskip int, next bool) {\n\tif sealHold(gp) {\n\t\treturn\n\t}\n\tnext = next && sealNear(gp)\n",
		why:    "paused peers, and peers that wake each other",
	},
	{
		file:   "runtime/proc.go",
		anchor: "retry:\n\th := atomic.LoadAcq(&pp.runqhead) // load-acquire, synchronize with consumers\n\tt := pp.runqtail\n\tif t-h < uint32(len(pp.runq)) {\n",
		with: "\tif sealQueue(pp, gp) {\n\t\treturn\n\t}\n" +
			"retry:\n\th := atomic.LoadAcq(&pp.runqhead) // load-acquire, synchronize with consumers\n\tt := pp.runqtail\n\tif t-h < uint32(len(pp.runq)) {\n",
		why: "the queue of a processor, of which half goes behind all others when it is full",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\trunqput(mp.p.ptr(), gp, next)\n\twakep()\n\treleasem(mp)\n",
		with:   "\tif !sealDivert(gp) {\n\t\trunqput(mp.p.ptr(), gp, next)\n\t}\n\twakep()\n\treleasem(mp)\n",
		why:    "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t\trunqput(pp, newg, true)\n",
		with:   "\t\tif !sealDivert(newg) {\n\t\t\trunqput(pp, newg, sealNear(newg))\n\t\t}\n",
		why:    "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif glist.empty() {\n\t\treturn\n\t}\n\n\t// Mark all the goroutines as runnable before we put them\n",
		with: "\tif glist.empty() || sealDivertList(glist) {\n\t\treturn\n\t}\n\n" +
			"\t// Mark all the goroutines as runnable before we put them\n",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tif preempted && sched.gcwaiting.Load() {\n",
		with:   "\tif sealDivert(gp) {\n\t\t// runs when the bubble is idle\n\t} else if preempted && sched.gcwaiting.Load() {\n",
		why:    "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t\tglobrunqput(gp)\n\n\t\t// Below, we stoplockedm if gp is locked.",
		with: "\t\tif !sealDivertLocked(gp) {\n\t\t\tglobrunqput(gp)\n\t\t}\n\n" +
			"\t\t// Below, we stoplockedm if gp is locked.",
		why: "goroutines outside the bubble",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\tgp, inheritTime, tryWakeP := findRunnable() // blocks until work is available\n",
		with: "\tgp, inheritTime, tryWakeP := findRunnable() // blocks until work is available\n" +
			"\tif simseal.on {\n\t\tgp = sealStep(gp)\n\t}\n",
		why: "livelock",
	},
	{
		file:   "runtime/proc.go",
		anchor: "func gopreempt_m(gp *g) {\n",
		with:   "func gopreempt_m(gp *g) {\n\tsealPreempted(gp)\n",
		why:    "a run that the parent ends in the middle of an instant",
	},
	{
		file:   "runtime/sema.go",
		anchor: "func internal_sync_nanotime() int64 {\n\treturn nanotime()\n",
		with:   "func internal_sync_nanotime() int64 {\n\treturn sealNanotime()\n",
		why:    "mutex starvation",
	},
	{
		file:   "runtime/runtime2.go",
		anchor: "\treturn isIdleInSynctest[w]\n",
		with:   "\treturn isIdleInSynctest[w] || sealing(sealStall) && sealDurable[w]\n",
		why:    "waits for locks are durable",
	},
	{
		file:   "runtime/synctest.go",
		anchor: "\tlockInit(&bubble.timers.mu, lockRankTimers)\n",
		with:   "\tlockInit(&bubble.timers.mu, lockRankTimers)\n\tif simseal.on {\n\t\tsimseal.bubble = bubble\n\t}\n",
		why:    "entry point",
	},
	{
		file:   "runtime/synctest.go",
		anchor: "\t\tbubble.now = next\n",
		with:   "\t\tif sealAdvance(bubble, next) {\n\t\t\tbreak\n\t\t}\n\t\tbubble.now = next\n",
		why:    "quiescent point",
	},
	{
		file:   "runtime/synctest.go",
		anchor: "\tif total != 1 {\n",
		with:   "\tif total != 1 && !simseal.on {\n",
		why:    "the world is left as it stands when a run ends",
	},
	{
		file:   "runtime/panic.go",
		anchor: "\tpreprintpanics(&p)\n\n\tfatalpanic(&p)   // should not return\n",
		with:   "\tpreprintpanics(&p)\n\tsealPanic(&p)\n\n\tfatalpanic(&p)   // should not return\n",
		why:    "a panic keeps what was recorded",
	},
	{
		file:   "runtime/mgc.go",
		anchor: "\tif sweep.parked {\n\t\tsweep.parked = false\n\t\tready(sweep.g, 0, true)\n",
		with:   "\tif sweep.parked && !simseal.on {\n\t\tsweep.parked = false\n\t\tready(sweep.g, 0, true)\n",
		why:    "sweeping on two processors, which mixes the addresses of what is allocated next",
	},
	{
		file:   "runtime/runtime2.go",
		anchor: "\tvalgrindStackID uintptr\n}\n",
		with: "\tvalgrindStackID uintptr\n\n\tsealTask int64 // what the goroutine works on, see package seal\n" +
			"\tsealStream int32 // whose random numbers it draws\n}\n",
		why: "tasks and streams",
	},
	{
		file:   "runtime/proc.go",
		anchor: "\t\tif mp.curg != nil {\n\t\t\tnewg.labels = mp.curg.labels\n\t\t}\n",
		with: "\t\tnewg.sealTask, newg.sealStream = 0, 0\n\t\tif mp.curg != nil {\n\t\t\tnewg.labels = mp.curg.labels\n" +
			"\t\t\tnewg.sealTask, newg.sealStream = mp.curg.sealTask, mp.curg.sealStream\n\t\t}\n",
		why: "tasks and streams",
	},
}
