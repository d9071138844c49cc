// Package duration reads and writes durations as scenarios have them: numbers with
// units, the largest unit first, up to days.
//
// It has one noun, the duration. It knows no law of durations: that is package dist's.
package duration

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"

	"github.com/libp2p-sim/sim/sim/say"
)

// Longest is the longest duration that a scenario may name: ten Julian years.
const Longest = 10 * 8766 * time.Hour

// Pattern is the shape of a duration, a regular expression.
const Pattern = `^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?(?:(\d+(?:\.\d+)?)[uµμ]s)?(?:(\d+(?:\.\d+)?)ns)?$`

// Want says what a duration looks like.
const Want = "a duration with its unit, such as 50ms, 1h30m or 2d"

var (
	durationShape = regexp.MustCompile(Pattern)
	quantityShape = regexp.MustCompile(`^(\d+(?:\.\d+)?) ?(\pL+)$`)
	numberShape   = regexp.MustCompile(`^\d+(?:\.\d+)?$`)
)

// units are in the order of the groups of Pattern.
var units = [...]struct {
	name string
	size time.Duration
}{
	{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}, {"s", time.Second},
	{"ms", time.Millisecond}, {"us", time.Microsecond}, {"ns", time.Nanosecond},
}

// unitNames are what people write for a unit, in small letters.
var unitNames = map[string]string{
	"day": "d", "days": "d",
	"hr": "h", "hrs": "h", "hour": "h", "hours": "h",
	"min": "m", "mins": "m", "minute": "m", "minutes": "m",
	"sec": "s", "secs": "s", "second": "s", "seconds": "s",
	"msec": "ms", "millis": "ms", "milliseconds": "ms",
	"usec": "us", "micros": "us", "microseconds": "us",
	"nsec": "ns", "nanos": "ns", "nanoseconds": "ns",
	"d": "d", "h": "h", "m": "m", "s": "s", "ms": "ms", "us": "us", "µs": "us", "ns": "ns",
}

// Parse reads a duration such as 50ms, 1.5h or 1h30m. Its errors are of type
// *say.Fault.
func Parse(s string) (time.Duration, error) {
	if len(s) > 64 {
		return 0, &say.Fault{Message: fmt.Sprintf("a text of %d bytes is not a duration", len(s)), Want: Want}
	}
	if s == "" || !durationShape.MatchString(s) {
		return 0, notDuration(s)
	}
	sum := new(big.Rat)
	for i, number := range durationShape.FindStringSubmatch(s)[1:] {
		if number == "" {
			continue
		}
		part, ok := new(big.Rat).SetString(number)
		if !ok {
			panic("duration: " + number + " matched Pattern")
		}
		sum.Add(sum, part.Mul(part, new(big.Rat).SetInt64(int64(units[i].size))))
	}
	if !sum.IsInt() {
		return 0, &say.Fault{Message: fmt.Sprintf("%s is not a whole number of nanoseconds", s), Want: "a duration in steps of 1ns"}
	}
	if sum.Cmp(new(big.Rat).SetInt64(int64(Longest))) > 0 {
		return 0, &say.Fault{Message: fmt.Sprintf("%s is longer than ten years", s), Want: "at most " + Format(Longest)}
	}
	return time.Duration(sum.Num().Int64()), nil
}

// notDuration explains what keeps s from being a duration.
func notDuration(s string) error {
	if s == "" {
		return &say.Fault{Message: "the duration is empty", Want: Want}
	}
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		if _, err := Parse(rest); err == nil || numberShape.MatchString(rest) {
			return &say.Fault{Message: fmt.Sprintf("duration %s is negative", s), Want: "a duration of 0s or more"}
		}
	}
	if numberShape.MatchString(s) {
		return &say.Fault{Message: fmt.Sprintf("%s has no unit", s), Want: Want, Hint: s + "s"}
	}
	if m := quantityShape.FindStringSubmatch(s); m != nil {
		if unit, ok := unitNames[strings.ToLower(m[2])]; ok {
			return &say.Fault{Message: fmt.Sprintf("%q is not a duration", s), Want: "a number and ns, us, ms, s, m, h or d, without a space", Hint: m[1] + unit}
		}
		return &say.Fault{Message: fmt.Sprintf("%q is not a unit of time", m[2]), Want: "ns, us, ms, s, m, h or d"}
	}
	if joined := strings.ReplaceAll(s, " ", ""); joined != s && durationShape.MatchString(joined) {
		return &say.Fault{Message: fmt.Sprintf("%q has spaces", s), Want: Want, Hint: joined}
	}
	return &say.Fault{Message: fmt.Sprintf("%q is not a duration", s), Want: Want}
}

// Format writes d, which is not negative, as Parse reads it:
// whole numbers, the largest unit first.
func Format(d time.Duration) string {
	if d == 0 {
		return "0s"
	}
	var b strings.Builder
	for _, u := range units {
		if n := d / u.size; n > 0 {
			fmt.Fprintf(&b, "%d%s", n, u.name)
			d -= n * u.size
		}
	}
	return b.String()
}
