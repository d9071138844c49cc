package report

import (
	"math"
	"slices"
)

// inOrder returns s sorted by time; samples of one instant keep their order.
func inOrder(s *Series) *Series {
	if slices.IsSorted(s.T) {
		return s
	}
	order := make([]int, len(s.T))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case s.T[a] < s.T[b]:
			return -1
		case s.T[a] > s.T[b]:
			return 1
		}
		return 0
	})
	return s.only(order)
}

// only returns a series of some samples of s, by their numbers.
func (s *Series) only(at []int) *Series {
	part := &Series{Def: s.Def}
	for _, i := range at {
		part.T = append(part.T, s.T[i])
		part.Value = append(part.Value, s.Value[i])
		part.Peer = append(part.Peer, s.Peer[i])
		part.Key = append(part.Key, s.Key[i])
	}
	return part
}

// instant is the samples that were taken at one time, or at about one time.
type instant struct {
	t      float64 // virtual nanoseconds
	values []float64
}

// instants groups a series that is in order by time. If it has more than
// maxInstants times, it pools them in equal stretches of [0, end].
func instants(s *Series, end int64) []instant {
	times := 0
	for i, t := range s.T {
		if i == 0 || t != s.T[i-1] {
			times++
		}
	}
	same := func(i, j int) bool { return s.T[i] == s.T[j] }
	if times > maxInstants {
		stretch := float64(end) / pooled
		bin := func(i int) float64 { return math.Floor(float64(s.T[i]) / stretch) }
		same = func(i, j int) bool { return bin(i) == bin(j) }
	}
	var groups []instant
	for from := 0; from < len(s.T); {
		to := from
		for to < len(s.T) && same(from, to) {
			to++
		}
		middle := float64(s.T[from])/2 + float64(s.T[to-1])/2 // a sum of halves is never fused
		groups = append(groups, instant{middle, slices.Clone(s.Value[from:to])})
		from = to
	}
	return groups
}

// period returns the time between the readings of a gauge that is in order of time: the
// first that is not 0, in virtual nanoseconds.
func period(s *Series) int64 {
	for i := 1; i < len(s.T); i++ {
		if d := s.T[i] - s.T[i-1]; d > 0 {
			return d
		}
	}
	return 1
}
