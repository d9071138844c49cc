package simtest

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// jobEnv holds the job of a process that the test binary has started from
// itself.
const jobEnv = "SIMTEST_JOB"

// A job names one call of Run.
type job struct {
	Test    string // its name
	Number  int    // of the call in the test, from 0
	Seed    uint64
	Results map[string][]Result // of the calls before it, by test
}

// assignment is the job of this process, nil if it is nobody's.
var assignment = func() *job {
	text, ok := os.LookupEnv(jobEnv)
	if !ok {
		return nil
	}
	j := new(job)
	if err := json.Unmarshal([]byte(text), j); err != nil {
		panic(fmt.Sprintf("simtest: %s: %v", jobEnv, err))
	}
	return j
}()

// reached is called when the process comes to a call of Run. At the one that it
// is for, it runs body, says how it ended and ends the test, whose deferred and
// registered functions run as in any test.
func (j *job) reached(t *testing.T, number int, c Config, body func(n *Net)) Result {
	if t.Name() != j.Test || number != j.Number {
		if results := j.Results[t.Name()]; number < len(results) {
			return results[number]
		}
		t.Fatalf("simtest: call %d of Run in %s where call %d in %s is to come", number, t.Name(), j.Number, j.Test)
	}
	if c.Seed != j.Seed {
		t.Fatalf("simtest: the seed is %d at first and %d in the run's own process: what comes before Run depends on chance", j.Seed, c.Seed)
	}
	pipe := os.NewFile(3, "outcome")
	say := func(o outcome) {
		if err := json.NewEncoder(pipe).Encode(o); err != nil {
			panic(err)
		}
	}
	o, err := perform(t, number, c, body, say)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("%c%s\n", frame, ended)
	say(o)
	if !o.Failed {
		t.SkipNow()
	}
	t.FailNow()
	return Result{}
}

// delegate runs one call of Run in a process of its own.
func delegate(t *testing.T, number int, seed uint64) (outcome, error) {
	text, err := json.Marshal(job{Test: t.Name(), Number: number, Seed: seed, Results: calls.before(t)})
	if err != nil {
		return outcome{}, err
	}
	r, w, err := os.Pipe()
	if err != nil {
		return outcome{}, err
	}
	defer r.Close()
	self, err := os.Executable()
	if err != nil {
		return outcome{}, err
	}
	in, err := newInputs()
	if err != nil {
		return outcome{}, err
	}
	cmd := exec.CommandContext(t.Context(), self, arguments(t, in)...)
	cmd.Env = environment(string(text))
	cmd.ExtraFiles = []*os.File{w}
	said := &filter{to: t.Output(), test: t.Name()}
	cmd.Stdout, cmd.Stderr = said, t.Output()
	err = cmd.Start()
	w.Close()
	if err != nil {
		return outcome{}, err
	}
	var o outcome
	told := json.NewDecoder(r).Decode(&o)
	err = cmd.Wait()
	said.flush()
	if err := in.adopt(); err != nil {
		return outcome{}, err
	}
	switch {
	case told == nil:
		return o, nil
	case err == nil:
		return o, errors.New("the test took another way in the run's own process and did not come to Run")
	}
	return o, fmt.Errorf("the run's process ended: %w", err)
}

// arguments are those of this process, changed so that one test runs and
// nothing is written that this process writes.
func arguments(t *testing.T, in inputs) []string {
	args := slices.Clone(os.Args[1 : len(os.Args)-flag.NArg()])
	for _, f := range []string{
		"bench", "blockprofile", "coverprofile", "cpuprofile", "fuzz", "list", "memprofile", "mutexprofile", "trace",
	} {
		args = append(args, "-test."+f+"=")
	}
	args = append(args, "-test.testlogfile="+in.file, "-test.run="+pattern(t.Name()), "-test.count=1", "-test.v=test2json", "-test.paniconexit0=false")
	if end, ok := t.Deadline(); ok {
		args = append(args, "-test.timeout="+max(time.Until(end), time.Second).String())
	}
	return append(args, flag.Args()...)
}

// pattern matches a test's name and no other.
func pattern(test string) string {
	parts := strings.Split(test, "/")
	for i, part := range parts {
		parts[i] = "^" + regexp.QuoteMeta(part) + "$"
	}
	return strings.Join(parts, "/")
}

// environment is that of this process, without the variables that Go's runtime
// reads.
func environment(text string) []string {
	env := slices.DeleteFunc(os.Environ(), func(s string) bool {
		name, _, _ := strings.Cut(s, "=")
		return slices.Contains([]string{"GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK", "TZ"}, name)
	})
	return append(env, "SIMSEAL_WORKER=1", "GOMAXPROCS=1", "TZ=UTC", jobEnv+"="+text)
}
