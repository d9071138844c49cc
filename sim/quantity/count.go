package quantity

import "github.com/libp2p-sim/sim/sim/say"

// Count writes a number of things, with its thousands apart: "1,200 events".
func Count(n int64, noun string) string { return Thousands(n) + " " + say.Plural(n, noun) }
