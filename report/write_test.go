package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"github.com/libp2p-sim/sim/sim/trace"
)

// tree reads all files under dir.
func tree(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func write(t *testing.T, dir string) Summary {
	t.Helper()
	s, err := Write(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestWriteIsReproducible(t *testing.T) {
	dir := writeRun(t, churnManifest(), churnSamples(1))
	write(t, dir)
	first := tree(t, dir)
	write(t, dir) // over the files that are there
	again := tree(t, dir)
	other := writeRun(t, churnManifest(), churnSamples(1))
	write(t, other)
	elsewhere := tree(t, other)
	for name := range first {
		if !bytes.Equal(first[name], again[name]) || !bytes.Equal(first[name], elsewhere[name]) {
			t.Errorf("%s differs between two reports of one run", name)
		}
	}
	if len(again) != len(first) || len(elsewhere) != len(first) {
		t.Errorf("%d files, then %d, elsewhere %d", len(first), len(again), len(elsewhere))
	}
}

func TestWriteMakesFigures(t *testing.T) {
	dir := writeRun(t, churnManifest(), churnSamples(50))
	write(t, dir)
	files := tree(t, dir)
	for _, name := range []string{
		"ping-rtt-cdf", "kademlia-latency-cdf", "kademlia-replicas", "kademlia-get-success",
		"peers-online", "routing-table-size", "gossip-hops-cdf", "link-bytes",
	} {
		svg, picture := files["plots/"+name+".svg"], files["plots/"+name+".png"]
		if err := xml.Unmarshal(svg, new(struct{})); err != nil {
			t.Errorf("%s.svg: %v", name, err)
		}
		if len(svg) > 100_000 {
			t.Errorf("%s.svg has %d bytes, want at most 100 kB", name, len(svg))
		}
		if strings.Contains(string(svg), "NaN") || strings.Contains(string(svg), "Inf") {
			t.Errorf("%s.svg has a coordinate that is no number", name)
		}
		size, err := png.DecodeConfig(bytes.NewReader(picture))
		if err != nil || size.Width != 1063 || size.Height != 709 { // 90 × 60 mm at 300 dpi
			t.Errorf("%s.png: %d × %d, %v", name, size.Width, size.Height, err)
		}
		if n := bytes.Count(files["plots/"+name+".csv"], []byte("\n")); n < 2 {
			t.Errorf("%s.csv has %d lines", name, n)
		}
		for _, ext := range []string{".svg", ".png", ".pdf", ".csv", ".json"} {
			delete(files, "plots/"+name+ext)
		}
	}
	for _, name := range []string{trace.ManifestFile, trace.MetricsFile, trace.SummaryFile, trace.ParquetFile} {
		if len(files[name]) == 0 {
			t.Errorf("no %s", name)
		}
		delete(files, name)
	}
	for name := range files {
		t.Errorf("unexpected file %s", name)
	}
}

// One sample, all at the start of a run of length zero: axes must still have a
// length, and bands a width.
func TestWriteOfAlmostNothing(t *testing.T) {
	m := churnManifest()
	m.VirtualNS = 0
	var one []trace.Sample
	for _, def := range churnDefs {
		one = append(one, trace.Sample{Metric: def.Name, Value: 0})
	}
	for name, content := range tree(t, func() string { dir := writeRun(t, m, one); write(t, dir); return dir }()) {
		if strings.HasSuffix(name, ".svg") && (bytes.Contains(content, []byte("NaN")) || bytes.Contains(content, []byte("Inf"))) {
			t.Errorf("%s has a coordinate that is no number", name)
		}
	}
	dir := writeRun(t, m, nil)
	write(t, dir)
	if plots := tree(t, filepath.Join(dir, trace.PlotsDir)); len(plots) != 0 {
		t.Errorf("%d plots of no samples", len(plots))
	}
}

func TestParquetHoldsTheSamples(t *testing.T) {
	samples := churnSamples(1)
	dir := writeRun(t, churnManifest(), samples)
	write(t, dir)
	got, err := parquet.ReadFile[row](filepath.Join(dir, trace.ParquetFile))
	if err != nil {
		t.Fatal(err)
	}
	var want []row
	for _, def := range churnDefs {
		for _, s := range samples {
			if s.Metric == def.Name {
				want = append(want, row{s.T, s.Metric, def.Unit, s.Value, s.Peer, s.Key})
			}
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff[:min(len(diff), 2000)])
	}
	content, _ := os.ReadFile(filepath.Join(dir, trace.ParquetFile))
	f, err := parquet.OpenFile(bytes.NewReader(content), int64(len(content)))
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, c := range f.Root().Columns() {
		columns = append(columns, fmt.Sprintf("%s %s %s", c.Name(), c.Type(), c.Compression()))
	}
	if diff := cmp.Diff([]string{
		"t_ns INT(64,true) ZSTD", "metric STRING ZSTD", "unit STRING ZSTD", "value DOUBLE ZSTD", "peer STRING ZSTD", "key STRING ZSTD",
	}, columns); diff != "" {
		t.Error(diff)
	}
}
