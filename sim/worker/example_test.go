package worker_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/worker"
)

// TestMain makes the test binary its own worker, as a main function does.
func TestMain(m *testing.M) {
	if worker.Is() {
		p, err := worker.Open()
		if err != nil {
			panic(err)
		}
		p.Send(worker.Result, []byte(strings.ToUpper(string(p.Job()))))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// A program starts itself as a worker, which sends back the result of its job.
func Example() {
	self, err := os.Executable()
	if err != nil {
		panic(err)
	}
	p, err := worker.Start(self, []byte("a job"))
	if err != nil {
		panic(err)
	}
	err = p.Frames(worker.Limits{}, func(f worker.Frame) error {
		fmt.Printf("%c %s\n", f.Kind, f.Body)
		return nil
	})
	fmt.Println(err)
	// Output:
	// R A JOB
	// <nil>
}
