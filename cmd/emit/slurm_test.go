package emit

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// sbatch runs a job at once, each task of an array, and writes down its options.
const sbatch = `n=$(cat "$(dirname "$0")/jobs" 2> /dev/null || echo 0); n=$((n + 1)); echo $n > "$(dirname "$0")/jobs"
echo "job $n: $*" >> "$(dirname "$0")/submitted"
cat > "$(dirname "$0")/job$n"
tasks=$(sed -n 's/^#SBATCH --array=1-//p' "$(dirname "$0")/job$n")
for i in $(seq ${tasks:-1}); do
	SLURM_ARRAY_TASK_ID=$i SLURM_JOB_ID=$n-$i sh "$(dirname "$0")/job$n" > "$(dirname "$0")/log$n-$i" 2>&1
	echo "$i ended with $?" >> "$(dirname "$0")/ended"
done
echo $n
`

// TestSlurm submits the script to a Slurm that runs everything at once. slurm.sh
// does so with a real one.
func TestSlurm(t *testing.T) {
	x := newTools(t)
	x.sim()
	x.add("sbatch", sbatch)
	x.add("scontrol", `echo "$*" >> "$(dirname "$0")/requeued"`)
	x.add("sleep", "")
	s := sweep()
	s.Time = "1-12"
	s.Shards = 4
	script := written(t, s.Slurm)
	if out := x.run(script); out != "array job 1: 4 tasks\nmerge job 2\n" {
		t.Errorf("it says %q", out)
	}
	compareCalls(t, x.read("calls"), wantCalls(4, "--progress", "plain"))
	if got, want := x.read("submitted"), "job 1: --parsable\njob 2: --parsable --dependency=afterany:1\n"; got != want {
		t.Errorf("submitted\n%swant\n%s", got, want)
	}
	for _, want := range []string{"--array=1-4", "--cpus-per-task=2", "--mem=4096M", "--time=1-12", "--requeue", "--open-mode=append"} {
		if !strings.Contains(x.read("job1"), "\n#SBATCH "+want+"\n") {
			t.Errorf("the array job has no %s", want)
		}
	}
	// The merging alone.
	if out := x.run(script, "merge"); out != "merge job 3\n" {
		t.Errorf("it says %q", out)
	}
	if strings.Contains(x.read("job3"), "--shard") || !strings.HasSuffix(x.read("submitted"), "\njob 3: --parsable\n") {
		t.Error("the merging runs shards or waits for some")
	}
}

// TestSlurmRequeues: a task goes into the queue again if another try may help.
func TestSlurmRequeues(t *testing.T) {
	for code, want := range map[int]bool{0: false, 1: true, 2: false, 3: false, 99: false, 130: true, 137: true} {
		x := newTools(t)
		x.sim()
		x.add("sbatch", sbatch)
		x.add("scontrol", `echo "$*" >> "$(dirname "$0")/requeued"`)
		x.add("sleep", "")
		s := sweep()
		s.Shards = 1
		if err := writeCode(x, code); err != nil {
			t.Fatal(err)
		}
		x.run(written(t, s.Slurm))
		ended := x.read("ended")
		if first, _, _ := strings.Cut(ended, "\n"); first != fmt.Sprintf("1 ended with %d", code) {
			t.Errorf("exit code %d: %s", code, ended)
		}
		requeued := strings.Contains(x.read("log1-1"), "requeued")
		if requeued != want {
			t.Errorf("exit code %d: requeued %t, want %t", code, requeued, want)
		}
		if requeued && x.read("requeued") != "requeue 1-1\n" {
			t.Errorf("scontrol %s", x.read("requeued"))
		}
	}
}

// TestSlurmArray: an array never has an index that Slurm refuses, and all runs
// are in it.
func TestSlurmArray(t *testing.T) {
	array := regexp.MustCompile(`(?m)^#SBATCH --array=1-(\d+)$`)
	rapid.Check(t, func(t *rapid.T) {
		s := sweep()
		s.Runs = rapid.IntRange(1, 50_000).Draw(t, "runs")
		s.MaxArraySize = rapid.IntRange(2, 5000).Draw(t, "size")
		if rapid.Bool().Draw(t, "chosen") {
			s.Shards = rapid.IntRange(1, s.MaxArraySize-1).Draw(t, "shards")
		}
		script := &strings.Builder{}
		if err := s.Slurm(script); err != nil {
			t.Fatal(err)
		}
		m := array.FindStringSubmatch(script.String())
		if m == nil {
			t.Fatal("no array")
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n >= s.MaxArraySize || n > s.Runs {
			t.Errorf("tasks 1 to %d of %d runs with a MaxArraySize of %d", n, s.Runs, s.MaxArraySize)
		}
		if !strings.Contains(script.String(), fmt.Sprintf("--shard \"$SLURM_ARRAY_TASK_ID/%d\"", n)) {
			t.Errorf("the shards are not of %d", n)
		}
	})
	for _, tt := range []struct {
		change func(*Sweep)
		want   string
	}{
		{func(s *Sweep) { s.MaxArraySize = 1 }, "a MaxArraySize of 1: want at least 2"},
		{func(s *Sweep) { s.Shards = 1001 }, "1001 shards: with a MaxArraySize of 1001 an array has at most 1000 tasks"},
		{func(s *Sweep) { s.Time = "4h" }, `time "4h": want minutes`},
	} {
		s := sweep()
		tt.change(&s)
		if err := s.Slurm(&strings.Builder{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v, want %q", err, tt.want)
		}
	}
}
