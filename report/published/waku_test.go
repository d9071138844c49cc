package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestWakuData: the data that is here has the numbers that docs.waku.org tells in its text.
func TestWakuData(t *testing.T) {
	times, err := publishedTimes("10kB")
	if err != nil {
		t.Fatal(err)
	}
	for name, is := range map[string][2]float64{
		"mean": {average(times), 0.508}, "P95": {quantile(times, 0.95), 0.627}, "least": {times[0], 0.263}, "receptions": {float64(len(times)), 9 * 999},
	} {
		if math.Abs(is[0]-is[1]) > 0.0005 {
			t.Errorf("%s is %v, want %v", name, is[0], is[1])
		}
	}
	for _, size := range wakuSizes {
		if times, err := publishedTimes(size); err != nil || len(times) != 9*999 {
			t.Errorf("%s: %d receptions, %v; want those of nine messages", size, len(times), err)
		}
	}
}

// TestWaku: times stand beside the published ones after the proof that our runs do not have.
func TestWaku(t *testing.T) {
	flight := func(slower float64) string {
		dir := t.TempDir()
		text := "t_ns,metric,value,peer,key,unit\n5,peers.online,3,,,peers\n"
		for i := range 100 { // 1 to 100 ms
			text += fmt.Sprintf("9,gossipsub.delivery,%.0f,peers-1,peers-0,ns\n", slower*float64(100-i)*1e6)
		}
		if err := os.WriteFile(filepath.Join(dir, "metrics.csv"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	var args []string
	for _, label := range []string{"10kB", "100kB", "regular", "mesh"} {
		args = append(args, "-waku", label+"="+flight(1))
	}
	args = append(args, "-waku", "10kB="+flight(3))
	var out strings.Builder
	if err := run(args, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"**Messages of 10 kB: a mean of 508 ms there, of 251 ms here: 0.49 of it.**",
		"| 10kB | mean | 508 ms | 251 ms [0, 893] | 0.49 |", // of 200.5 and 301.5 ms
		"| 10kB | P95 | 627 ms | 340 ms",
		"| 100kB | least | 282 ms | 151 ms | 0.54 |",
		"| without flood publishing | 200 ms | 0.40 |",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, &out)
		}
	}
	for _, args := range [][]string{args[:2], {"-waku", "10kB=" + t.TempDir()}, {"-waku", flight(1)}, append(args, "-real", "1=x"), append(args, "20=x")} {
		if err := run(args, &out); err == nil {
			t.Errorf("%q is no error", args)
		}
	}
}
