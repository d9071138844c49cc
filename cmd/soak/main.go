// Command soak runs random scenarios, each in two processes at once whose
// environments differ, and holds all that they write against each other.
//
//	soak -sim bin/sim -count 100 -first 0
//
// A scenario passes if both runs end by themselves within the time that is given,
// without a panic of ours, and leave the same bytes in all files but host.json. A
// scenario that fails is printed with its number, by which -first makes it again.
// It makes scenarios by package random, and looks at nothing but run directories.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/libp2p-sim/sim/scenarios/random"
	"github.com/libp2p-sim/sim/sim/trace"
)

// environments are those that must not show in a run.
var environments = [2][]string{
	{"GOMAXPROCS=1", "GOGC=20", "TZ=Asia/Tokyo", "LANG=de_DE.UTF-8", "GODEBUG=cpu.aes=off"},
	{"GOMAXPROCS=4", "GOGC=400", "TZ=America/Lima", "LANG=C", "COLUMNS=40", "NOISE=" + strings.Repeat("x", 20_000)},
}

func main() {
	sim := flag.String("sim", "bin/sim", "the sealed command")
	count := flag.Uint64("count", 100, "scenarios to run")
	first := flag.Uint64("first", 0, "number of the first scenario")
	limit := flag.Duration("limit", 3*time.Minute, "time that two runs of a scenario may take")
	flag.Parse()
	path, err := filepath.Abs(*sim)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(1)
	}
	bad, events := 0, int64(0)
	for i := *first; i < *first+*count; i++ {
		n, err := soak(path, i, *limit)
		events += n
		if err != nil {
			bad++
			fmt.Printf("scenario %d: %v\n%s\n", i, err, random.Scenario(i))
		}
		if done := i - *first + 1; done%50 == 0 || done == *count {
			fmt.Printf("%d scenarios twice, %d events, %d failed\n", done, events, bad)
		}
	}
	if bad > 0 {
		os.Exit(1)
	}
}

// soak runs a scenario twice and returns how many events it had.
func soak(sim string, number uint64, limit time.Duration) (int64, error) {
	dir, err := os.MkdirTemp("", "soak-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "scenario.yaml")
	if err := os.WriteFile(file, []byte(random.Scenario(number)), 0o644); err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	var runs [2]string
	var ends [2]error
	var both sync.WaitGroup
	for i, env := range environments {
		runs[i] = filepath.Join(dir, fmt.Sprint("run", i))
		both.Go(func() { ends[i] = run(ctx, sim, file, runs[i], env) })
	}
	both.Wait()
	if err := errors.Join(ends[:]...); err != nil {
		return 0, err
	}
	return compare(runs[0], runs[1])
}

// run runs a scenario once. That the simulated network fails is a result like any;
// exit codes of ours, signals and panics are not.
func run(ctx context.Context, sim, file, out string, env []string) error {
	c := exec.CommandContext(ctx, sim, "run", file, "-q", "--progress", "none", "--out", out)
	c.Env = append(os.Environ(), env...)
	c.Dir = filepath.Dir(out)
	said, err := c.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return errors.New("it has not ended in time")
	case err != nil:
		return fmt.Errorf("%w: %s", err, said)
	}
	done, err := os.ReadFile(filepath.Join(out, trace.DoneFile))
	if err == nil && strings.TrimSpace(string(done)) != "complete" {
		err = fmt.Errorf("it is %s: %s", bytes.TrimSpace(done), said)
	}
	return err
}

// compare holds two run directories against each other.
func compare(a, b string) (events int64, err error) {
	x, err := files(a)
	if err != nil {
		return 0, err
	}
	y, err := files(b)
	if err != nil {
		return 0, err
	}
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(x)) {
		if other, ok := y[name]; !ok || !bytes.Equal(x[name], other) {
			differ = append(differ, name)
		}
	}
	if len(differ) > 0 || len(x) != len(y) {
		return 0, fmt.Errorf("two runs differ in %d of %d files: %s", len(differ), len(x), strings.Join(differ, " "))
	}
	return manifestEvents(x[trace.ManifestFile])
}

// files reads a run directory but for the files about the machine.
func files(dir string) (map[string][]byte, error) {
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Name() == trace.HostFile {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		all[name], err = os.ReadFile(path)
		return err
	})
	return all, err
}

func manifestEvents(text []byte) (int64, error) {
	var m trace.Manifest
	if err := json.Unmarshal(text, &m); err != nil {
		return 0, err
	}
	return m.Events, nil
}
