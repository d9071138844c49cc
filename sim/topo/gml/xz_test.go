package gml

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"slices"
	"strings"
	"testing"

	"github.com/ulikunitz/xz"

	"github.com/libp2p-sim/sim/sim/say"
)

// The .xz files were made by XZ Utils 5.4, the second in blocks of 512 bytes.
func TestCompressedAgrees(t *testing.T) {
	plain := parse(t, string(read(t, "atlantic.gml")))
	for _, name := range []string{"atlantic.gml.xz", "atlantic-blocks.gml.xz"} {
		n := parse(t, string(read(t, name)))
		if fmt.Sprint(n.Nodes, n.edges, n.arcs) != fmt.Sprint(plain.Nodes, plain.edges, plain.arcs) {
			t.Errorf("%s is another network than the plain file", name)
		}
	}
}

func TestDictionaries(t *testing.T) {
	one, many := dictionaries(read(t, "atlantic.gml.xz")), dictionaries(read(t, "atlantic-blocks.gml.xz"))
	if !slices.Equal(one, []int64{64 << 20}) {
		t.Errorf("xz -9 asks for dictionaries of %d bytes, want one of 64 MiB", one)
	}
	broken := read(t, "atlantic.gml.xz")
	broken[12+4*int(broken[12])] ^= 1 // the header's checksum
	if got := dictionaries(broken); len(got) != 0 {
		t.Errorf("what only looks like a header asks for %d bytes", got)
	}
	if want := (len(read(t, "atlantic.gml")) + 511) / 512; len(many) != want || many[0] != 8<<20 {
		t.Errorf("blocks ask for %d bytes, want %d times 8 MiB", many, want)
	}
}

func wantError(t *testing.T, text []byte, want string) {
	t.Helper()
	_, err := Parse(text)
	var e *say.Fault
	if !errors.As(err, &e) || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want an error with %q", err, want)
	}
}

// A header that asks for a dictionary of 4 GiB gets none.
func TestHugeDictionary(t *testing.T) {
	file := read(t, "atlantic.gml.xz")
	header := file[12 : 12+4*(int(file[12])+1)]
	at := bytes.Index(header, []byte{0x21, 1}) + 2
	for _, bits := range []byte{29, 40, 28} { // 96 MiB, 4 GiB less a byte, 64 MiB
		header[at] = bits
		end := len(header) - 4
		binary.LittleEndian.PutUint32(header[end:], crc32.ChecksumIEEE(header[:end]))
		if bits > 28 {
			wantError(t, file, "dictionaries too large")
			continue
		}
		parse(t, string(file))
	}
	// Many blocks that each pass are too many in all.
	wantError(t, append(slices.Clone(file[:12]), bytes.Repeat(header, 257)...), "dictionaries too large")
}

func TestDamaged(t *testing.T) {
	file := read(t, "atlantic.gml.xz")
	wantError(t, file[:len(file)/2], "unexpected EOF")
	wantError(t, file[:8], "EOF")
	file[len(file)/2] ^= 1
	if _, err := Parse(file); err == nil {
		t.Error("a flipped bit passes")
	}
}

// Reading stops where the text gets too long, also if it is small on disk.
func TestTooMuchText(t *testing.T) {
	const most = 2 << 20
	plain := bytes.Repeat([]byte(" "), most+1)
	for _, text := range [][]byte{plain, compress(t, plain), slices.Concat(compress(t, plain[2:]), compress(t, plain[:2]))} {
		if _, err := decompress(text, most); err == nil || err.Error() != "more than 2 MiB of text" {
			t.Errorf("%d bytes: error %v", len(text), err)
		}
	}
	for _, text := range [][]byte{plain[1:], compress(t, plain[1:])} {
		if got, err := decompress(text, most); len(got) != most || err != nil {
			t.Errorf("%d bytes: %d bytes of text and error %v", len(text), len(got), err)
		}
	}
}

// compress makes an xz stream that asks for a small dictionary.
func compress(t testing.TB, text []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := xz.WriterConfig{DictCap: 1 << 16}.NewWriter(&b)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
