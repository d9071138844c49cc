// Package expect is the language of expectations: what must hold for a run to
// pass, one line each.
//
//	kademlia.get.success >= 99%
//	p99(ping.rtt) < 500ms
//	min(kademlia.replicas) >= 1 after 30m
//	count(kademlia.put.latency) == 100 between 10m and 1h
//
// Its nouns: an [Expr] is parsed once, when the scenario loads, and checked
// against the definition of its metric; [Samples] are what a run measured; a
// [Result] says whether they met it. The package reads no files.
//
// # Grammar
//
//	expectation = subject comparison literal [ window ]
//	subject     = metric | function "(" metric ")"
//	metric      = letter { letter | digit | "_" | "-" | "." }
//	function    = "min" | "max" | "mean" | "median" | "count" | "sum"
//	            | "p" number                    (0 < number <= 100, up to 4 decimals)
//	comparison  = "<" | "<=" | ">" | ">=" | "==" | "!="
//	literal     = [ "+" | "-" ] ( number [ unit ] | duration )
//	unit        = "%" | "B" | "kB" | "MB" | "GB" | "KiB" | "MiB" | "GiB" | time
//	duration    = number time { number time }   (largest unit first: 1h30m)
//	time        = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h" | "d"
//	window      = "after" duration | "before" duration | "between" duration "and" duration
//	number      = digits [ "." digits ]
//
// Spaces separate words and are free around everything else, but a number and
// its unit are one word. A bare metric means its mean, which for a ratio is the
// share of successes. 1 kB is 1000 bytes, 1 KiB is 1024, 1 d is 24 h.
//
// # Meaning
//
// Percentiles are nearest-rank: pN is the ⌈N/100·n⌉-th smallest of n samples,
// always one of them; median is p50. Literals are read exactly and rounded to
// float64 once, and the mean of whole numbers is rounded once, so 99 successes
// of 100 do meet ">= 99%".
//
// A window keeps the samples whose virtual time t, counted from the start of
// the run, satisfies t >= a (after a), t < b (before b), or a <= t < b (between
// a and b). "after 30m" and "before 30m" thus split a run in two.
//
// Without samples, count is 0 and every other expectation fails.
package expect
