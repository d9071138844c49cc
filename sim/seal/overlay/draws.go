package overlay

// drawEdits are those of what is drawn: numbers, map seeds and orders.
var drawEdits = []edit{
	{
		file:   "runtime/alg.go",
		anchor: "func interhash(p unsafe.Pointer, h uintptr) uintptr {\n",
		with: "func interhash(p unsafe.Pointer, h uintptr) uintptr {\n\tif a := (*iface)(p); a.tab != nil {\n" +
			"\t\tif x, ok := sealHashInterface(a.tab.Type, a.data, h); ok {\n\t\t\treturn x\n\t\t}\n\t}\n",
		why: "order of maps by address, as of connections",
	},
	{
		file:   "runtime/alg.go",
		anchor: "func nilinterhash(p unsafe.Pointer, h uintptr) uintptr {\n",
		with: "func nilinterhash(p unsafe.Pointer, h uintptr) uintptr {\n\tif a := (*eface)(p); a._type != nil {\n" +
			"\t\tif x, ok := sealHashInterface(a._type, a.data, h); ok {\n\t\t\treturn x\n\t\t}\n\t}\n",
		why: "order of maps by address",
	},
	{
		file:   "internal/runtime/maps/map.go",
		anchor: "typ.Hasher(",
		with:   "sealHash(typ, ",
		why:    "order of maps by address",
		all:    true,
	},
	{
		file:   "internal/runtime/maps/runtime.go",
		anchor: "typ.Hasher(",
		with:   "sealHash(typ, ",
		why:    "order of maps by address",
		all:    true,
	},
	{
		file:   "internal/runtime/maps/runtime_fast64.go",
		anchor: "typ.Hasher(",
		with:   "sealHash(typ, ",
		why:    "order of maps by address",
		all:    true,
	},
	{
		file:   "internal/runtime/maps/table.go",
		anchor: "typ.Hasher(",
		with:   "sealHash(typ, ",
		why:    "order of maps by address",
		all:    true,
	},
	{
		file:   "runtime/mheap.go",
		anchor: "\tcase _KindSpecialBubble:\n\t\tst := (*specialBubble)(unsafe.Pointer(s))\n",
		with:   "\tcase _KindSpecialBubble, sealKindPointer:\n\t\tst := (*specialBubble)(unsafe.Pointer(s))\n",
		why:    "numbers of objects that are keys of maps",
	},
	{
		file:   "runtime/rand.go",
		anchor: "\tglobalRand.state.Init(*seed)\n\tclear(seed[:])\n",
		with:   "\tsealEarly(seed)\n\tglobalRand.state.Init(*seed)\n\tclear(seed[:])\n",
		why:    "process-wide seed",
	},
	{
		file:   "runtime/rand.go",
		anchor: "func rand() uint64 {\n",
		with:   "func rand() uint64 {\n\tif x, ok := sealRand(); ok {\n\t\treturn x\n\t}\n",
		why:    "map iteration, math/rand, hash seeds",
	},
	{
		file:   "runtime/alg.go",
		anchor: "func alginit() {\n",
		with: "func alginit() {\n\tif sealHas(sealHash) {\n\t\tfor i := range hashkey {\n" +
			"\t\t\thashkey[i] = uintptr(bootstrapRand())\n\t\t}\n\t\treturn\n\t}\n",
		why: "one hash function on every CPU",
	},
	{
		file:   "runtime/select.go",
		anchor: "\t\tj := cheaprandn(uint32(norder + 1))\n",
		with:   "\t\tj := sealSelectRand(uint32(norder + 1))\n",
		why:    "select order",
	},
	{
		file:   "internal/runtime/maps/map.go",
		anchor: "\t\tm = new(Map)\n\t}\n\n\tm.seed = uintptr(rand())\n",
		with:   "\t\tm = new(Map)\n\t}\n\n\tm.seed = sealMapSeed()\n",
		why:    "maps that live longer than the goroutine that makes them",
	},
	{
		file:   "internal/runtime/maps/map.go",
		anchor: "\tm := new(Map)\n\tm.seed = uintptr(rand())\n",
		with:   "\tm := new(Map)\n\tm.seed = sealMapSeed()\n",
		why:    "maps that live longer than the goroutine that makes them",
	},
	{
		file:   "internal/runtime/maps/map.go",
		anchor: "\t\t// https://go.dev/issue/25237.\n\t\tm.seed = uintptr(rand())\n",
		with:   "\t\t// https://go.dev/issue/25237.\n\t\tm.seed = sealMapSeed()\n",
		why:    "maps that live longer than the goroutine that makes them",
	},
	{
		file:   "internal/runtime/maps/map.go",
		anchor: "\t// repeatedly trigger hash collisions. See https://go.dev/issue/25237.\n\tm.seed = uintptr(rand())\n",
		with:   "\t// repeatedly trigger hash collisions. See https://go.dev/issue/25237.\n\tm.seed = sealMapSeed()\n",
		why:    "maps that live longer than the goroutine that makes them",
	},
	{
		file:   "internal/sync/hashtriemap.go",
		anchor: "\tht.seed = uintptr(runtime_rand())\n",
		with:   "\tht.seed = sealMapSeed()\n",
		why:    "tables of libraries that are made when somebody needs them first",
	},
	{
		file:   "context/context.go",
		anchor: "\tchildren map[canceler]struct{} // set to nil by the first cancel call\n",
		with:   "\tchildren map[canceler]uint64 // in the order of their numbers; set to nil by the first cancel call\n",
		why:    "order of a context's children, a map by address",
	},
	{
		file:   "context/context.go",
		anchor: "\t\t\t\tp.children = make(map[canceler]struct{})\n",
		with:   "\t\t\t\tp.children = make(map[canceler]uint64)\n",
		why:    "order of a context's children",
	},
	{
		file:   "context/context.go",
		anchor: "\t\t\tp.children[child] = struct{}{}\n",
		with:   "\t\t\tp.children[child] = childNumber.Add(1)\n",
		why:    "order of a context's children",
	},
	{
		file:   "context/context.go",
		anchor: "\tfor child := range c.children {\n",
		with:   "\tfor _, child := range inOrder(c.children) {\n",
		why:    "order of a context's children",
	},
	{
		file:   "crypto/internal/sysrand/rand.go",
		anchor: "func Read(b []byte) {\n",
		with:   "func Read(b []byte) {\n\tif sealRead(b) {\n\t\treturn\n\t}\n",
		why:    "crypto randomness",
	},
}
