//go:build !simsealed

package seal

import (
	"os"
	"unsafe"
)

func setExit(func(int) bool) {}

func deliver(unsafe.Pointer, os.Signal) bool { return false }
