// Package link computes when data that is sent arrives.
//
// Its nouns are the [Model] of a network, which gives every pair of peers a
// [Route] of two [Way]s, each with a delay, a [Jitter] and a [Loss]; the [Pipe],
// the sending or the receiving capacity of one peer; and the [Track], one
// direction of one connection, which turns (now, bytes, route, pipes) into an
// arrival. Everything is pure: time, randomness and state are arguments, and all
// results are the same bits on every machine.
//
// It does not model congestion control, routers, or links that several peers
// share.
package link

import "time"

// Constant is the same delay for every pair.
type Constant time.Duration
