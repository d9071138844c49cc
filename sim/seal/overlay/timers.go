package overlay

// timerEdits are those of timers: order within one instant, cost, whose they are.
var timerEdits = []edit{
	{
		file:   "runtime/time.go",
		anchor: "\trand    uint32 // randomizes order of timers at same instant; only set when isFake\n",
		with: "\trand    uint32 // randomizes order of timers at same instant; only set when isFake\n\tsealRand uint32 // rand as soon as the heap has the present when\n" +
			"\tsealWhen int64 // when, as the heap has it\n\tsealLabel unsafe.Pointer // whose wall clock it tells\n",
		why: "timers at one instant; cost of Reset; wrong clocks",
	},
	{
		file:   "runtime/time.go",
		anchor: "\tpending := t.when > 0\n\tt.when = when\n\tif t.state&timerHeaped != 0 {\n",
		with: "\tpending := t.when > 0\n\tt.when = when\n\tif t.isFake {\n\t\tt.sealRand = sealTimerRand()\n\t}\n" +
			"\tif t.state&timerHeaped != 0 {\n",
		why: "timers at one instant: who sets one draws, whether the heap still has its old time or not",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\t\tt.rand = cheaprand()\n",
		with:   "\t\t\tt.rand = t.sealRand\n",
		why:    "timers at one instant",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\tts.heap[0].when = t.when\n",
		with:   "\t\tts.heap[0].when = t.when\n\t\tt.rand, t.sealWhen = t.sealRand, t.when\n",
		why:    "timers at one instant; cost of Reset",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\t\ttw.when = t.when\n",
		with:   "\t\t\ttw.when = t.when\n\t\t\tt.rand, t.sealWhen = t.sealRand, t.when\n",
		why:    "timers at one instant; cost of Reset",
	},
	{
		file:   "runtime/time.go",
		anchor: "\tts.heap = append(ts.heap, timerWhen{t, t.when})\n",
		with:   "\tts.heap = append(ts.heap, timerWhen{t, t.when})\n\tt.sealWhen = t.when\n",
		why:    "cost of Reset",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\tif min := t.ts.minWhenModified.Load(); min == 0 || when < min {\n",
		with:   "\t\tif min := t.ts.minWhenModified.Load(); (min == 0 || when < min) && !(t.isFake && when > t.sealWhen) {\n",
		why:    "cost of Reset: one to a later time needs no walk through the heap, as the entry comes to the top before that; one to the same time does, for its turn",
	},
	{
		file:   "runtime/time.go",
		anchor: "\tforce := ts == &getg().m.p.ptr().timers && int(zombies) > int(ts.len.Load())/4\n",
		with:   "\tforce := (bubble != nil || ts == &getg().m.p.ptr().timers) && int(zombies) > int(ts.len.Load())/4\n",
		why:    "memory of stopped timers, which nobody else takes out of a bubble's heap before their time",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\tforce = ts == &getg().m.p.ptr().timers && int(ts.zombies.Load()) > int(ts.len.Load())/4\n",
		with:   "\t\tforce = (bubble != nil || ts == &getg().m.p.ptr().timers) && int(ts.zombies.Load()) > int(ts.len.Load())/4\n",
		why:    "memory of stopped timers",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\tt.isFake = true\n\t}\n\tt.modify(when, period, f, arg, 0)\n",
		with:   "\t\tt.isFake, t.sealLabel = true, getg().labels\n\t}\n\tt.modify(when, period, f, arg, 0)\n",
		why:    "wrong clocks: times that a timer sends are those of who made it",
	},
	{
		file:   "runtime/time.go",
		anchor: "\tf(arg, seq, delay)\n\n\tif !async && t.isChan {\n",
		with:   "\tif gp := getg(); len(simseal.clocks) > 0 {\n\t\tgp.labels = t.sealLabel\n\t\tf(arg, seq, delay)\n\t\tgp.labels = nil\n\t} else {\n\t\tf(arg, seq, delay)\n\t}\n\n\tif !async && t.isChan {\n",
		why:    "wrong clocks: times that a timer sends are those of who made it",
	},
	{
		file:   "time/sleep.go",
		anchor: "\treturn newTimer(when(d), 0, goFunc, f, nil)\n",
		with:   "\treturn newTimer(when(d), 0, goFunc, sealLabelled(f), nil)\n",
		why:    "paused peers",
	},
}
