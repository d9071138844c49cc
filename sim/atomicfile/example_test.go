package atomicfile_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/libp2p-sim/sim/sim/atomicfile"
)

// A file keeps its old content if the new one cannot be written to its end.
func Example() {
	dir, err := os.MkdirTemp("", "atomicfile")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "numbers.txt")
	fmt.Println(atomicfile.Bytes(path, []byte("1 2 3")))
	err = atomicfile.Write(path, func(w io.Writer) error {
		fmt.Fprint(w, "4 5")
		return errors.New("there is no third number")
	})
	fmt.Println("not replaced:", err != nil)
	content, err := os.ReadFile(path)
	fmt.Println(string(content), err)
	// Output:
	// <nil>
	// not replaced: true
	// 1 2 3 <nil>
}
