package page

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
	"github.com/libp2p-sim/sim/sim/trace"
)

// withSpans is a run of three operations of a, whose spans are these.
func withSpans(t *testing.T, all []trace.Span) string {
	t.Helper()
	l := lab.New(t, "spans")
	for id := range int64(3) {
		l.Event(trace.Event{T: id, Kind: trace.OpStart, P: "a", Proto: "x.get", ID: id + 1})
	}
	l.Message(5, 5, "a", "b", "/x", trace.Nth{Peer: "a", N: 1})
	dir := l.Write()
	var lines []byte
	for _, s := range all {
		lines = s.AppendJSON(lines)
	}
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, trace.SpansFile)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, z.EncodeAll(lines, nil), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// outline returns the spans of a page, a line each, below each other.
func outline(d data) (lines []string) {
	s, t := d.Spans, int64(0)
	for i := range s.Op {
		t += s.T[i]
		lines = append(lines, fmt.Sprintf("%d %s%s at %s, %d+%d, %d, %q", s.Op[i], strings.Repeat("> ", s.Depth[i]), s.Names[s.Name[i]],
			d.Peers[s.Peer[i]], t, s.Took[i], s.Failed[i], s.Texts[s.Text[i]]))
	}
	return lines
}

// TestSpans: spans of listed operations stand below those around them, in the
// order in which they began, although the log has them as they ended.
func TestSpans(t *testing.T) {
	id := func(n byte) [8]byte { return [8]byte{n} }
	dir := withSpans(t, []trace.Span{
		{Start: 12, End: 14, P: "b", Op: 1, Of: "a", ID: id(3), Parent: id(2), Remote: true, Scope: "kad", Name: "answer", Kind: trace.Server, Status: trace.StatusError, Description: "no"},
		{Start: 11, End: 15, P: "a", Op: 1, ID: id(2), Parent: id(1), Scope: "kad", Name: "ask", Kind: trace.Client,
			Attributes: []trace.Attribute{{Key: "closer", Value: int64(3)}, {Key: "key", Value: "<b>"}}},
		{Start: 16, End: 16, P: "a", Op: 1, ID: id(4), Parent: id(1), Scope: "kad", Name: "done", Kind: trace.Internal},
		{Start: 10, End: 20, P: "a", Op: 1, ID: id(1), Parent: id(9), Scope: "kad", Name: "get", Kind: trace.Internal},
		{Start: 10, End: 20, P: "a", ID: id(5), Scope: "kad", Name: "of no operation", Kind: trace.Internal},
		{Start: 10, End: 20, P: "nobody", Op: 1, Of: "a", ID: id(6), Scope: "kad", Name: "of nobody", Kind: trace.Internal},
		{Start: 10, End: 20, P: "b", Op: 1, ID: id(12), Scope: "kad", Name: "of an operation that b never began", Kind: trace.Internal},
		{Start: 10, End: 20, P: "a", Op: 7, ID: id(7), Scope: "kad", Name: "of an unknown operation", Kind: trace.Internal},
		{Start: 10, End: 20, P: "a", Op: 2, ID: id(8), Parent: id(8), Scope: "kad", Name: "its own parent", Kind: trace.Internal},
		{Start: 10, End: 20, P: "a", Op: 3, ID: id(10), Parent: id(11), Scope: "kad", Name: "one of a ring", Kind: trace.Internal},
		{Start: 10, End: 20, P: "a", Op: 3, ID: id(11), Parent: id(10), Scope: "kad", Name: "the other", Kind: trace.Internal},
	})
	_, d := rendered(t, dir, standard)
	want := []string{
		`1 get at a, 10+10, 0, "kad, internal"`,
		`1 > ask at a, 11+4, 0, "kad, client\ncloser = 3\nkey = <b>"`,
		`1 > > answer at b, 12+2, 1, "kad, server\nerror: no"`,
		`1 > done at a, 16+0, 0, "kad, internal"`,
		`2 its own parent at a, 10+10, 0, "kad, internal"`,
		`3 one of a ring at a, 10+10, 0, "kad, internal"`,
		`3 > the other at a, 10+10, 0, "kad, internal"`,
	}
	if got := outline(d); !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestSpansWithinLimits: an operation has all its spans or none, and the page says
// of how many it has none. So it does of a damaged log.
func TestSpansWithinLimits(t *testing.T) {
	var all []trace.Span
	for i, op := range []int64{1, 1, 1, 2, 2, 3, 3, 3} {
		all = append(all, trace.Span{Start: 10, End: 20, P: "a", Op: op, ID: [8]byte{byte(i + 1)}, Scope: "kad", Name: "s", Kind: trace.Internal})
	}
	dir := withSpans(t, all)
	for _, tt := range []struct {
		most, spans int
		says        string
	}{
		{8, 8, ""},
		{7, 5, "Of 3 operations with recorded spans that it lists, it has those of 2."},
		{4, 3, "Of 3 operations with recorded spans that it lists, it has those of 1."},
		{2, 0, "Of 3 operations with recorded spans that it lists, it has those of 0."},
	} {
		l := standard
		l.spans = tt.most
		page, d := rendered(t, dir, l)
		if n := len(d.Spans.Op); n != tt.spans || tt.says != "" && !strings.Contains(page, tt.says) || tt.says == "" && strings.Contains(page, "recorded spans that") {
			t.Errorf("of at most %d spans it has %d, want %d and %q", tt.most, n, tt.spans, tt.says)
		}
	}
	path := filepath.Join(dir, trace.SpansFile)
	if err := os.WriteFile(path, []byte("?"), 0o644); err != nil {
		t.Fatal(err)
	}
	if page, _ := rendered(t, dir, standard); !strings.Contains(page, trace.SpansFile+" is damaged") {
		t.Error("it does not say that the span log is damaged")
	}
}
