package gml

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/ulikunitz/xz"
	"github.com/ulikunitz/xz/lzma"

	"github.com/libp2p-sim/sim/sim/say"
)

// MaxText is the largest text that [Parse] reads, in bytes, after decompression:
// 64 MiB, some 600 000 edges.
const MaxText = 64 << 20

// The dictionaries of an xz file are allocated whole as soon as a block begins,
// so the size that its header asks for is checked before.
const (
	maxDictionary   = 64 << 20 // bytes, as xz -9 makes it
	maxDictionaries = 16 << 30 // bytes, the sum over all blocks
)

var xzMagic = []byte("\xfd7zXZ\x00")

// decompress gives text as it is or, if it is in the xz format, its content, up
// to most bytes.
func decompress(text []byte, most int) (string, error) {
	tooMuch := &say.Fault{Message: fmt.Sprintf("more than %d MiB of text", most>>20)}
	if !bytes.HasPrefix(text, xzMagic) {
		if len(text) > most {
			return "", tooMuch
		}
		return string(text), nil
	}
	var sum int64
	for _, size := range dictionaries(text) {
		sum += size
		if size > maxDictionary || sum > maxDictionaries {
			return "", &say.Fault{Message: "xz: dictionaries too large, want what xz -9 makes or less"}
		}
	}
	// Without a DictCap the reader would take 8 MiB for every block.
	r, err := xz.ReaderConfig{DictCap: lzma.MinDictCap}.NewReader(bytes.NewReader(text))
	if err != nil {
		return "", &say.Fault{Message: err.Error()}
	}
	plain, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return "", &say.Fault{Message: err.Error()}
	}
	if len(plain) > most {
		return "", tooMuch
	}
	return string(plain), nil
}

// dictionaries gives the sizes in bytes that the block headers of an xz file ask
// for. It takes for a header whatever could be one, by its form and its
// checksum, at any place where one could be (.xz file format 1.1, sections 3.1
// and 5.3.1); other bytes pass for one less than once in 2³² times.
func dictionaries(file []byte) []int64 {
	var sizes []int64
	for at := 12; at+8 <= len(file); at += 4 { // 12: after the stream header
		size := 4 * (int(file[at]) + 1)
		// No reserved flag, and one filter: the reader knows no others than LZMA2.
		flags := file[at+1]
		if file[at] == 0 || flags&0x3f != 0 || at+size > len(file) {
			continue
		}
		header := file[at : at+size-4]
		filter := header[2:]
		for _, present := range []byte{flags & 0x40, flags & 0x80} { // sizes, which are optional
			if present == 0 {
				continue
			}
			_, n := binary.Uvarint(filter)
			if n <= 0 {
				filter = nil
				break
			}
			filter = filter[n:]
		}
		const lzma2 = 0x21
		if len(filter) < 3 || filter[0] != lzma2 || filter[1] != 1 || filter[2] > 40 {
			continue
		}
		if crc32.ChecksumIEEE(header) != binary.LittleEndian.Uint32(file[at+size-4:]) {
			continue
		}
		bits := filter[2]
		sizes = append(sizes, int64(2|bits&1)<<(bits/2+11))
	}
	return sizes
}
