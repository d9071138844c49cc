package trace

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

// TestStringsAsJSONHasThem: the log's texts have the form of encoding/json, byte by
// byte, for any text.
func TestStringsAsJSONHasThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.String(),
			rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) }),
			rapid.StringOf(rapid.SampledFrom([]rune("a<>&\"\\\b\f\n\r\t\x00\x1f\x7f\u2028\u2029\u202e\ufffd😀"))),
		).Draw(t, "s")
		want, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if got := appendString(nil, s); string(got) != string(want) {
			t.Fatalf("%q is %s, want %s", s, got, want)
		}
	})
}
