package sweep

import (
	"fmt"
	"strconv"
	"strings"
)

// A Shard is the part of a study that a process does: Number of Of, counted from 1.
type Shard struct{ Number, Of int }

// Whole is the shard that is all of a study.
var Whole = Shard{1, 1}

// ParseShard reads i/n, where "" is all.
func ParseShard(s string) (Shard, error) {
	if s == "" {
		return Whole, nil
	}
	i, n, _ := strings.Cut(s, "/")
	// Engines that count from 0 give "0+1/3": they cannot add, but we can.
	i, next := strings.CutSuffix(i, "+1")
	number, err1 := strconv.Atoi(i)
	of, err2 := strconv.Atoi(n)
	if next {
		number++
	}
	if err1 != nil || err2 != nil || number < 1 || number > of {
		return Shard{}, fmt.Errorf("%q: want i/n, such as 1/3, with i from 1 to n", s)
	}
	return Shard{number, of}, nil
}

// Whole reports whether the shard is all of a study.
func (s Shard) Whole() bool { return s.Of == 1 }

// has reports whether the run with an index, over all cells and seeds, is of
// the shard: shards interleave, so that all have about as much to do.
func (s Shard) has(index int) bool { return index%s.Of == s.Number-1 }

func (s Shard) String() string { return fmt.Sprintf("%d/%d", s.Number, s.Of) }
