package trace

import (
	"bytes"
	"cmp"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// TestEventRoundTrip: an event with any strings survives its canonical form.
func TestEventRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := func(name string) string { return rapid.String().Draw(t, name) }
		e := Event{
			T: rapid.Int64Min(0).Draw(t, "t"), Kind: Send, P: s("p"), Q: s("q"), Proto: s("proto"),
			ID: rapid.Int64().Draw(t, "id"), Stream: rapid.Int64().Draw(t, "s"), Size: rapid.Int().Draw(t, "n"),
			Digest: rapid.Uint64().Draw(t, "h"), Arrive: rapid.Int64().Draw(t, "at"), Detail: s("d"),
		}
		line := e.AppendJSON(nil)
		if bytes.Count(line, []byte("\n")) != 1 {
			t.Fatalf("not one line: %q", line)
		}
		got, err := ParseEvent(line)
		if err != nil || got != e {
			t.Fatalf("%s: got %+v, %v, want %+v", line, got, err, e)
		}
	})
}

func TestSampleRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := Sample{
			T: rapid.Int64().Draw(t, "t"), Metric: "a.b", Peer: "p-1", Key: "k", Unit: "ns",
			Value: rapid.Float64Range(-1e300, 1e300).Draw(t, "value"),
		}
		csv := append([]byte(MetricsHeader+"\n"), s.AppendCSV(nil)...)
		if err := ReadSamples(bytes.NewReader(csv), func(got Sample) error {
			if got != s {
				t.Fatalf("got %+v, want %+v", got, s)
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
	})
}

// Files that sim made before it wrote units can be read.
func TestSamplesWithoutUnits(t *testing.T) {
	var got []Sample
	keep := func(s Sample) error { got = append(got, s); return nil }
	if err := ReadSamples(strings.NewReader("t_ns,metric,value,peer,key\n5,a.b,1.5,p-1,k\n"), keep); err != nil {
		t.Fatal(err)
	}
	if want := (Sample{T: 5, Metric: "a.b", Value: 1.5, Peer: "p-1", Key: "k"}); len(got) != 1 || got[0] != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	for _, text := range []string{"t_ns,metric,value,peer,key\n5,a.b,1.5,p-1,k,ns\n", MetricsHeader + "\n5,a.b,1.5,p-1,k\n"} {
		if err := ReadSamples(strings.NewReader(text), keep); err == nil {
			t.Errorf("%q is read", text)
		}
	}
}

func FuzzParseEvent(f *testing.F) {
	f.Add([]byte(`{"t":1,"e":"send","p":"a","q":"b","id":1,"s":1,"n":3,"h":"0123456789abcdef","at":2}`))
	f.Add([]byte(`{}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		e, err := ParseEvent(line)
		if err != nil {
			return
		}
		again, err := ParseEvent(e.AppendJSON(nil))
		if err != nil {
			t.Fatalf("its own form does not parse: %v", err)
		}
		if e.Kind == Send && again != e {
			t.Fatalf("%+v became %+v", e, again)
		}
	})
}

// TestSpanRoundTrip: a span with any strings survives its canonical form.
func TestSpanRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		id := func(name string) (out [8]byte) {
			copy(out[:], rapid.SliceOfN(rapid.Byte(), 8, 8).Draw(t, name))
			return out
		}
		text := rapid.String()
		scalar := rapid.OneOf(text.AsAny(), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64Range(-1e300, 1e300).AsAny())
		value := rapid.OneOf(scalar, rapid.Custom(func(t *rapid.T) any { return rapid.SliceOf(scalar).Draw(t, "list") }))
		attributes := func() (out []Attribute) {
			for _, k := range rapid.SliceOfNDistinct(text, 0, 4, rapid.ID).Draw(t, "keys") {
				out = append(out, Attribute{k, value.Draw(t, "value")})
			}
			slices.SortFunc(out, func(x, y Attribute) int { return cmp.Compare(x.Key, y.Key) })
			return out
		}
		s := Span{
			Start: rapid.Int64().Draw(t, "t"), End: rapid.Int64().Draw(t, "end"), P: text.Draw(t, "p"), Op: rapid.Int64().Draw(t, "o"),
			ID: id("span"), Parent: id("parent"), Remote: rapid.Bool().Draw(t, "remote"), Scope: text.Draw(t, "scope"), Version: text.Draw(t, "version"),
			Name: text.Draw(t, "name"), Kind: Consumer, Status: StatusError, Description: text.Draw(t, "d"), Attributes: attributes(),
		}
		for range rapid.IntRange(0, 2).Draw(t, "events") {
			s.Events = append(s.Events, SpanEvent{rapid.Int64().Draw(t, "at"), text.Draw(t, "event"), attributes()})
			s.Links = append(s.Links, SpanLink{ID: id("link"), Attributes: attributes()})
		}
		line := s.AppendJSON(nil)
		if bytes.Count(line, []byte("\n")) != 1 {
			t.Fatalf("not one line: %q", line)
		}
		got, err := ParseSpan(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		// Strings that are no UTF-8 are mended, so compare forms.
		if again := got.AppendJSON(nil); !bytes.Equal(again, line) {
			t.Fatalf("%s became %s", line, again)
		}
		if !reflect.DeepEqual(got, s) && utf8.Valid(line) && !bytes.Contains(line, []byte("ufffd")) && !bytes.Contains(line, []byte("[]")) {
			t.Fatalf("%s: got %+v, want %+v", line, got, s)
		}
	})
}

// TestFloatsStayFloats: the type of a value shows in its form.
func TestFloatsStayFloats(t *testing.T) {
	s := Span{Attributes: []Attribute{{"a", 2.0}, {"b", int64(2)}, {"c", 1e300}, {"d", math.Inf(1)}, {"e", "old"}, {"e", "new"}}}
	const want = `"attrs":{"a":2.0,"b":2,"c":1e+300,"d":"+Inf","e":"new"}`
	if got := string(s.AppendJSON(nil)); !strings.Contains(got, want) {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestBadSpans: a line that is no span is refused.
func TestBadSpans(t *testing.T) {
	ok := Span{}
	line := string(ok.AppendJSON(nil))
	for _, bad := range []string{
		"", "{}", strings.Replace(line, `"span":"00`, `"span":"0`, 1), strings.Replace(line, `"trace":"00`, `"trace":"xx`, 1),
		strings.Replace(line, `"t":0`, `"t":0,"x":1`, 1), strings.Replace(line, "}", `,"attrs":{"a":null}}`, 1),
	} {
		if _, err := ParseSpan([]byte(bad)); err == nil {
			t.Errorf("%q is taken for a span", bad)
		}
	}
	if _, err := ParsePeer([]byte(`{"p":"a","q":"b"}`)); err == nil {
		t.Error("a peer with an unknown field is read")
	}
}

func TestPeerRoundTrip(t *testing.T) {
	p := Peer{Name: "a\n", Group: "g", ID: "12D3", Addr: "/ip4/1.2.3.4/tcp/4001"}
	if got, err := ParsePeer(p.AppendJSON(nil)); err != nil || got != p {
		t.Errorf("%+v, %v, want %+v", got, err, p)
	}
}
