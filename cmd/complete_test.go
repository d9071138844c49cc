//go:build simsealed

package cmd

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// TestFlagsComplete: a shell offers files for no flag but those that are files, and the
// values of each flag that has some. (The names in complete.go are flags that there are.)
func TestFlagsComplete(t *testing.T) {
	a := &app{known: Builtin()}
	seen := map[string]bool{}
	for _, c := range a.root().Commands() {
		c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
			seen[f.Name], seen[c.Name()+" "+f.Name] = true, true
			_, decided := c.GetFlagCompletionFunc(f.Name)
			_, file := f.Annotations[cobra.BashCompFilenameExt]
			_, dir := f.Annotations[cobra.BashCompSubdirsInDir]
			if !decided && !file && !dir {
				t.Errorf("%s --%s offers files", c.CommandPath(), f.Name)
			}
		})
	}
	names := append(append([]string{}, fileFlags...), dirFlags...)
	for name := range flagValues {
		names = append(names, name)
	}
	for name := range foundIn {
		names = append(names, name)
	}
	for _, name := range names {
		if !seen[name] {
			t.Errorf("complete.go names %q, which is no flag", name)
		}
	}
}
