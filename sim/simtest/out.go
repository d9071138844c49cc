package simtest

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/atomicfile"
	"github.com/libp2p-sim/sim/sim/rundir"
	"github.com/libp2p-sim/sim/sim/seal"
	"github.com/libp2p-sim/sim/sim/trace"
)

// OutEnv is the environment variable that holds a directory. Every run leaves a run
// directory below it, by the name of its test and its seed, for sim trace, sim report
// and sim diff.
const OutEnv = "SIMTEST_OUT"

// unfit are characters that no folder of ours is named with.
var unfit = regexp.MustCompile(`[^A-Za-z0-9._=,+-]+`)

// place is the run directory of a call of Run.
func place(out, test string, number int, seed uint64) string {
	parts := []string{out}
	for _, part := range strings.Split(test, "/") {
		parts = append(parts, strings.TrimLeft(unfit.ReplaceAllString(part, "_"), "."))
	}
	name := fmt.Sprintf("s%d", seed)
	if number > 0 {
		name = fmt.Sprintf("run%d-%s", number+1, name)
	}
	return filepath.Join(append(parts, name)...)
}

// A keeping is the run directory of a run that goes on. The run's lines are
// written as they are: to compress them would take part in the run.
type keeping struct {
	dir string
	raw map[string]*os.File // by the name of the file that it becomes
	err error
}

// logs are those that a run collects, with the files that they become; see
// rundir.Writer.
var logs = []struct {
	log  sim.Log
	file string
}{{sim.PeerLog, trace.PeersFile}, {sim.EventLog, trace.EventsFile}, {sim.MetricLog, trace.MetricsFile}, {sim.SpanLog, trace.SpansFile}, {sim.PacketLog, trace.PacketsFile}}

// keepIn begins a run directory, of which an earlier run is removed.
func keepIn(dir string) (*keeping, error) {
	k := &keeping{dir: dir, raw: map[string]*os.File{}}
	if err := os.MkdirAll(filepath.Join(dir, trace.TracesDir), 0o755); err != nil {
		return nil, err
	}
	for _, name := range []string{
		trace.DoneFile, trace.ManifestFile, trace.SummaryFile, trace.ParquetFile, trace.ScenarioFile, trace.HostFile,
		trace.EventsFile, trace.SpansFile, trace.PacketsFile, "report.html",
	} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
	}
	for _, l := range logs {
		f, err := os.Create(filepath.Join(dir, l.file+".raw"))
		if err != nil {
			return nil, err
		}
		k.raw[l.file] = f
	}
	return k, nil
}

// add takes lines of a file. Nothing else of the run happens meanwhile.
func (k *keeping) add(name string, lines []byte) {
	if len(lines) == 0 {
		return
	}
	seal.Hold(func() {
		if _, err := k.raw[name].Write(lines); err != nil && k.err == nil {
			k.err = err
		}
	})
}

// finish makes the run directory, when the run is over.
func (k *keeping) finish(n *Net, test string) error {
	w, err := rundir.Create(k.dir, true, true)
	if err != nil {
		return err
	}
	defer w.Close()
	to := map[sim.Log]func([]byte) error{
		sim.EventLog: w.Events, sim.MetricLog: w.Metrics, sim.PeerLog: w.Peers, sim.SpanLog: w.Spans, sim.PacketLog: w.Packets,
	}
	for _, l := range logs {
		if err := k.move(l.file, to[l.log]); err != nil {
			return err
		}
	}
	if k.err != nil {
		return k.err
	}
	m := &trace.Manifest{
		Format: 1, Scenario: test, Seed: n.config.Seed, Status: trace.Complete,
		VirtualNS: int64(n.outcome.Result.Virtual), DurationNS: int64(n.outcome.Result.Virtual),
		Events: n.rec.Count(), Versions: rundir.Versions(), Expect: []string{},
	}
	if n.world != nil {
		m.Hosts, m.Metrics = len(n.world.Nodes()), n.world.Metrics()
	}
	if m.Metrics == nil {
		m.Metrics = []trace.MetricDef{}
	}
	if n.outcome.Failed {
		m.Status = trace.Failed
		m.Failure = &trace.Failure{Kind: "test", Message: "the test failed", VirtualNS: m.VirtualNS}
		if n.wrong.Text != "" {
			m.Failure.Message, m.Failure.Peer, m.Failure.VirtualNS = n.wrong.Text, n.wrong.Peer, n.wrong.At.Nanoseconds()
		}
	}
	if _, err := w.Finish(m); err != nil {
		return err
	}
	b, err := rundir.JSON(m)
	if err != nil {
		return err
	}
	if err := atomicfile.Bytes(filepath.Join(k.dir, trace.ManifestFile), b); err != nil {
		return err
	}
	return atomicfile.Bytes(filepath.Join(k.dir, trace.DoneFile), []byte(string(m.Status)+"\n"))
}

// move hands the lines of a raw file on, and removes it.
func (k *keeping) move(name string, to func([]byte) error) error {
	f := k.raw[name]
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	_, err := io.Copy(taker(to), f)
	return err
}

type taker func([]byte) error

func (t taker) Write(b []byte) (int, error) { return len(b), t(b) }
