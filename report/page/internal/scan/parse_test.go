package scan

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestParse: the fast parser reads every event that is written, as ParseEvent
// does, and plain ones by itself.
func TestParse(t *testing.T) {
	kinds := []trace.EventKind{trace.Up, trace.Send, trace.Recv, trace.OpStart, trace.Fault}
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.Bool().Draw(t, "plain")
		text := func(name string) string {
			if plain {
				return rapid.StringMatching(`[ !#-%'-;=?-\[\]-~]{0,12}`).Draw(t, name)
			}
			return rapid.String().Draw(t, name)
		}
		e := trace.Event{
			T: rapid.Int64().Draw(t, "t"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), P: text("p"), Q: text("q"),
			Proto: text("proto"), ID: rapid.Int64().Draw(t, "id"), Ref: rapid.Int64().Draw(t, "ref"),
			Stream: rapid.Int64().Draw(t, "s"), Op: rapid.Int64().Draw(t, "o"), Of: text("of"), Size: rapid.Int().Draw(t, "n"),
			Arrive: rapid.Int64().Draw(t, "at"), Detail: text("d"),
		}
		if e.Kind == trace.Send {
			e.Digest = rapid.Uint64().Draw(t, "h")
		}
		line := e.AppendJSON(nil)
		p := Parser{Names: map[string]string{}}
		got, err := p.Parse(line[:len(line)-1])
		if err != nil || got != e {
			t.Fatalf("%s: got %+v, %v, want %+v", line, got, err, e)
		}
		if _, fast := p.plain(line[:len(line)-1]); plain && !fast {
			t.Fatalf("%s: left to the slow parser", line)
		}
	})
}

// FuzzParse: lines that the fast parser takes, ParseEvent takes for the same events.
func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"t":1,"e":"send","p":"a","q":"b","id":1,"s":-1,"o":4,"of":"c","n":3,"h":"0123456789abcdef","at":2}`))
	f.Add([]byte(`{"t":1,"e":"up","p":"a\u003c"}`))
	f.Add([]byte(`{"t":01,"e":"up"}`))
	f.Add([]byte("{\"t\":1,\"e\":\"up\",\"p\":\"\xff\"}"))
	f.Add([]byte(`{"t":1,"e":"up","x":1}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		p := Parser{Names: map[string]string{}}
		fast, ok := p.plain(line)
		if !ok {
			return
		}
		slow, err := trace.ParseEvent(line)
		if err != nil || slow != fast {
			t.Fatalf("%q: %+v, but ParseEvent: %+v, %v", line, fast, slow, err)
		}
	})
}
