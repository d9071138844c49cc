//go:build !simsealed

package simtest

import "testing"

// A plain binary never comes to a body.

func cleanups(*testing.T) int { return 0 }

func cleanUp(*testing.T, int) {}

func waiting(*testing.T) int { return 0 }
