package report

import (
	"testing"

	"github.com/libp2p-sim/sim/report/internal/figure"
	"github.com/libp2p-sim/sim/sim/trace"
)

func bucket(metric, key string, at int64, v float64) trace.Sample {
	return trace.Sample{Metric: metric, Key: key, T: at * minute, Value: v}
}

var bucketMetrics = []string{"gauge k.bucket_fill peers", "gauge k.bucket_theory peers"}

func TestProfile(t *testing.T) {
	run := sampled(bucketMetrics,
		bucket("k.bucket_fill", "cpl-0", 0, 99), // before things have settled
		bucket("k.bucket_fill", "cpl-0", 8, 10), bucket("k.bucket_fill", "cpl-10", 8, 3),
		bucket("k.bucket_fill", "cpl-0", 9, 8), bucket("k.bucket_fill", "cpl-2", 9, 4),
		bucket("k.bucket_theory", "cpl-0", 8, 20), bucket("k.bucket_theory", "cpl-0", 9, 20))
	run.Manifest.Protocols = []trace.Show{{Protocol: "k", Numbers: map[string]string{"cpl": "bucket: length of the common prefix (bits)"}}}
	wantNames(t, run, "k-bucket-fill")
	f := drawAll(run)["k-bucket-fill"]
	// Bucket 10 was empty at minute 9, and bucket 2 at minute 8.
	wantCSV(t, f, "series,bucket: length of the common prefix (bits),bucket fill (peers)",
		"measured,0,9", "measured,2,2", "measured,10,1.5", "theory,0,20")
	if f.Note != "mean over the last third" {
		t.Errorf("note %q", f.Note)
	}
	if f.X.High != 10 {
		t.Errorf("the axis ends at %v, want the last bucket, 10", f.X.High)
	}
}

func TestProfileOfAShortReading(t *testing.T) {
	run := sampled(bucketMetrics, bucket("", "cpl-1", 1, 4), bucket("", "cpl-30", 1, 0.01))
	f := drawAll(run)["k-bucket-fill"]
	if f.Note != "mean over the run" || f.Lines[0].Parts[0][0] != (figure.Point{X: 1, Y: 4}) {
		t.Errorf("note %q, points %v", f.Note, f.Lines[0].Parts)
	}
	if f.X.High != 1 {
		t.Errorf("the axis ends at %v, want 1: nobody sees 0.01 of 4", f.X.High)
	}
}

func TestProfileNeedsTheory(t *testing.T) {
	wantNames(t, sampled(bucketMetrics[:1], bucket("", "cpl-1", 1, 4)), "k-bucket-fill")
	if f := drawAll(sampled(bucketMetrics[:1], bucket("", "cpl-1", 1, 4)))["k-bucket-fill"]; f.Lines[0].Name != "mean" {
		t.Error("measured without theory is a gauge over time")
	}
	for why, run := range map[string]*Run{
		"no number":     sampled(bucketMetrics, bucket("", "cpl-1", 1, 4), bucket("", "cpl-x", 1, 4)),
		"two prefixes":  sampled(bucketMetrics, bucket("", "cpl-1", 1, 4), bucket("", "level-2", 1, 4)),
		"other unit":    sampled([]string{bucketMetrics[0], "gauge k.bucket_theory bytes"}, bucket("", "cpl-1", 1, 4)),
		"no relation":   sampled([]string{"gauge k.buckets peers", bucketMetrics[1]}, bucket("", "cpl-1", 1, 4)),
		"theory silent": sampled(append(bucketMetrics, "gauge k.other peers"), bucket("k.bucket_fill", "cpl-1", 1, 4), bucket("k.other", "", 1, 4)),
	} {
		if all := drawAll(run); len(all) != 2 {
			t.Errorf("%s: %d figures, want each its own", why, len(all))
		}
	}
}

func TestNumberOf(t *testing.T) {
	for _, c := range []struct {
		key, prefix string
		n           int
		ok          bool
	}{
		{"cpl-7", "cpl", 7, true}, {"a-b-12", "a-b", 12, true}, {"-3", "", 3, true},
		{"cpl", "", 0, false}, {"cpl-", "", 0, false}, {"cpl-x", "", 0, false}, {"cpl-+1", "", 0, false},
		{"", "", 0, false}, {"cpl-99999999999999999999", "cpl", 0, false},
	} {
		prefix, n, ok := numberOf(c.key)
		if ok != c.ok || ok && (prefix != c.prefix || n != c.n) {
			t.Errorf("%q: %q, %d, %v", c.key, prefix, n, ok)
		}
	}
}
