// Package expect is the language of expectations: conditions that must hold for
// a run to pass, one line each.
//
//	kademlia.get.success >= 99%
//	p99(ping.rtt) < 500ms
//	min(replicas) >= 1 always after 30m
//	mean(ping.rtt) of clients <= 2 * mean(ping.rtt) of servers
//	p99(ping.rtt) between 10m and 20m <= 1.5 * p99(ping.rtt) before 10m
//
// Its nouns: a [Measure] is a number that a run gives; an [Expr] compares two,
// or one with a literal, within a run, an [Across] does so over the seeds of a
// study. All are parsed once and then bound to the definitions of their metrics.
// [Samples] are the measurements of a run; a [Result] says whether they met an
// expectation and, if not, when and where that shows. The package reads no files.
//
// docs/expectations.md explains the words.
//
// # Grammar
//
//	expectation = measure comparison limit [ "always" | "sometimes" ] [ window ] [ "optional" ]
//	limit       = literal | [ factor "*" ] measure
//	measure     = subject [ "of" peers ] [ window ]
//	subject     = metric | function "(" metric ")"
//	metric      = letter { letter | digit | "_" | "-" | "." }
//	function    = "min" | "max" | "mean" | "median" | "count" | "sum"
//	            | "p" number                    (0 < number <= 100, up to 4 decimals)
//	peers       = group [ "[" index [ ":" index ] "]" ]
//	comparison  = "<" | "<=" | ">" | ">=" | "==" | "!="
//	literal     = [ "+" | "-" ] ( number [ unit ] | duration )
//	factor      = number [ "%" ]                (above 0)
//	unit        = "%" | "B" | "kB" | "MB" | "GB" | "KiB" | "MiB" | "GiB" | time
//	duration    = number time { number time }   (largest unit first: 1h30m)
//	time        = "ns" | "us" | "µs" | "ms" | "s" | "m" | "h" | "d"
//	window      = "after" duration | "before" duration | "between" duration "and" duration
//	number      = digits [ "." digits ]
//
//	study       = ( "every seed" | share "of seeds" ) ":" expectation
//	            | over comparison ( literal | [ factor "*" ] over ) [ window ]
//	over        = function "over seeds of" measure
//	share       = number "%"                    (above 0%, up to 100%)
//
// Spaces separate words and are free around everything else, but a number and
// its unit are one word.
package expect
