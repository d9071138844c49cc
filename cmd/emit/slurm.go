package emit

import (
	"fmt"
	"io"
	"regexp"
)

// clock is how Slurm writes the limit of a job: minutes, or with hours or days.
var clock = regexp.MustCompile(`^(\d+-)?\d+(:\d\d){0,2}$`)

// Slurm writes a script that submits an array job, a task a shard, and a job
// that merges when all tasks have ended, however they did. The indexes of tasks
// go from 1 to at most MaxArraySize - 1, the largest that Slurm takes; a task
// then does as many runs as it must.
func (s Sweep) Slurm(w io.Writer) error {
	most := s.MaxArraySize - 1
	if most < 1 {
		return fmt.Errorf("a MaxArraySize of %d: want at least 2", s.MaxArraySize)
	}
	if s.Shards > most {
		return fmt.Errorf("%d shards: with a MaxArraySize of %d an array has at most %d tasks", s.Shards, s.MaxArraySize, most)
	}
	if s.Time != "" && !clock.MatchString(s.Time) {
		return fmt.Errorf("time %q: want minutes, hours:minutes:seconds or days-hours, as sbatch --time does", s.Time)
	}
	shards := s.Shards
	if shards == 0 {
		shards = min(most, s.Runs)
	}
	return s.write(w, "slurm.sh", shards)
}
