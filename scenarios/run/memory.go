package run

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// MemoryBudget reads --memory: a share of the memory that the machine, or the
// cgroup, has, or a number of bytes. Where that memory is not known, a share
// means no budget.
func MemoryBudget(s string) (uint64, error) {
	bad := fmt.Errorf("--memory %q: want a share such as 75%%, or a size such as 8GiB", s)
	if share, ok := strings.CutSuffix(s, "%"); ok {
		x, err := strconv.ParseFloat(share, 64)
		if err != nil || x <= 0 || x > 100 {
			return 0, bad
		}
		total, err := totalMemory()
		if errors.Is(err, errors.ErrUnsupported) {
			return 0, nil
		}
		if err != nil {
			return 0, fmt.Errorf("--memory: %w", err)
		}
		return uint64(float64(total) * x / 100), nil
	}
	for _, u := range []struct {
		name string
		size float64
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"GB", 1e9}, {"MB", 1e6}} {
		if number, ok := strings.CutSuffix(s, u.name); ok {
			x, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
			if err != nil || x <= 0 || x*u.size > 1<<50 {
				return 0, bad
			}
			return uint64(x * u.size), nil
		}
	}
	return 0, bad
}
