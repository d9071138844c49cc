//go:build simsealed

package simtest

import (
	"testing"
	_ "unsafe" // for linkname
)

// The functions below live in package testing; see package overlay.

// cleanups counts the functions that a test has registered with Cleanup.
//
//go:linkname cleanups
func cleanups(t *testing.T) int

// cleanUp cancels a test's context and calls the functions that it has
// registered with Cleanup, the last first, until keep are left.
//
//go:linkname cleanUp
func cleanUp(t *testing.T, keep int)

// waiting counts the parallel subtests that wait for the end of a test.
//
//go:linkname waiting
func waiting(t *testing.T) int
