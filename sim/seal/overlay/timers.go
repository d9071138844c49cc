package overlay

// timerEdits are those of timers: order within one instant, cost, whose they are.
var timerEdits = []edit{
	{
		file:   "runtime/time.go",
		anchor: "\trand    uint32 // randomizes order of timers at same instant; only set when isFake\n",
		with:   "\trand    uint32 // randomizes order of timers at same instant; only set when isFake\n\tsealRand uint32 // rand as soon as the heap has the present when\n",
		why:    "timers at one instant",
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
		with:   "\t\tts.heap[0].when = t.when\n\t\tt.rand = t.sealRand\n",
		why:    "timers at one instant",
	},
	{
		file:   "runtime/time.go",
		anchor: "\t\t\ttw.when = t.when\n",
		with:   "\t\t\ttw.when = t.when\n\t\t\tt.rand = t.sealRand\n",
		why:    "timers at one instant",
	},
	{
		file:   "time/sleep.go",
		anchor: "\treturn newTimer(when(d), 0, goFunc, f, nil)\n",
		with:   "\treturn newTimer(when(d), 0, goFunc, sealLabelled(f), nil)\n",
		why:    "paused peers",
	},
}
