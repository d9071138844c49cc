package sweep

import (
	"context"
	"errors"
	"time"

	"github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim/seal"
)

// A Pool does jobs, each in a worker process of its own, as many at once as
// cores and memory allow.
type Pool struct {
	jobs   int           // at once, at most
	memory uint64        // bytes for all that run at once; 0: no budget
	stall  time.Duration // of each, see run.Bounds
}

// A grant is the bounds that a pool gives to a job.
type grant struct {
	run.Bounds
	whole bool // the pool has no more memory to give
}

// errMoreMemory is the error of a job that needs more memory than it was granted.
var errMoreMemory = errors.New("the run needs more memory than its part of the pool's")

// unknownNeed is the memory, in bytes, of a job before any has ended, if the pool has so much.
const unknownNeed = 2 << 30

// NewPool returns a pool for so many jobs at once, 0 for one a core, that use so many
// bytes together, 0 for no limit, and may each stand still for so long.
func NewPool(jobs int, memory uint64, stall time.Duration) *Pool {
	if jobs == 0 {
		jobs = seal.CPUs()
	}
	return &Pool{jobs: jobs, memory: memory, stall: stall}
}

// run does jobs 0 to n-1 and returns when all have ended. They start in order.
// Do is called from several goroutines; it returns the largest memory that the
// job's worker had. A job that returns errMoreMemory is done again with more, as
// long as its grant is not the whole. Any other error cancels the context of
// all jobs; run starts no more and returns the first. If ctx is cancelled, run
// returns its error, unless all jobs have been done.
func (p *Pool) run(ctx context.Context, n int, do func(ctx context.Context, i int, g grant) (peak uint64, err error)) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	type ended struct {
		job  int
		g    grant
		peak uint64
		err  error
	}
	ends := make(chan ended)
	queue := make([]int, n)
	for i := range queue {
		queue[i] = i
	}
	need := p.needs()
	running, free := 0, p.memory
	for {
		for len(queue) > 0 && running < p.jobs && ctx.Err() == nil {
			g := need.grant()
			if g.Memory > free {
				break
			}
			job := queue[0]
			queue = queue[1:]
			running, free = running+1, free-g.Memory
			go func() {
				peak, err := do(ctx, job, g)
				ends <- ended{job, g, peak, err}
			}()
		}
		if running == 0 {
			if len(queue) > 0 {
				return context.Cause(ctx)
			}
			return nil
		}
		e := <-ends
		running, free = running-1, free+e.g.Memory
		switch {
		case errors.Is(e.err, errMoreMemory) && !e.g.whole:
			need.atLeast(2 * e.g.Memory)
			queue = append([]int{e.job}, queue...)
		case e.err != nil:
			cancel(e.err) // the first counts
			queue = append(queue, e.job)
		default:
			need.atLeast(e.peak + e.peak/4)
		}
	}
}

// A need says how much memory a job gets: as much as the largest job so far has
// needed, and more if there is enough for all.
type need struct {
	total, even uint64 // of the pool; a job's part of it
	known       uint64 // 0: nothing yet
	stall       time.Duration
}

func (p *Pool) needs() *need {
	return &need{total: p.memory, even: p.memory / uint64(p.jobs), stall: p.stall}
}

func (n *need) atLeast(bytes uint64) { n.known = max(n.known, bytes) }

func (n *need) grant() grant {
	bytes := n.known
	if bytes == 0 {
		bytes = unknownNeed
	}
	bytes = min(max(bytes, n.even), n.total)
	return grant{run.Bounds{Memory: bytes, Stall: n.stall}, bytes == n.total}
}
