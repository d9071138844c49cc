// Package input reads the files that a scenario or a study names, or holds in itself,
// within limits: a scenario may come from a stranger.
//
// Its noun is [Files], those of one scenario. It does not look into them.
package input
