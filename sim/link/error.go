package link

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"

	"github.com/libp2p-sim/sim/sim/say"
)

// A cell is a field of a CSV text.
type cell struct {
	text         string
	line, column int
}

// errorf makes an error about the content of the cell. Texts among args come from
// a file and are clipped.
func (c cell) errorf(want, format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = say.Clip(s)
		}
	}
	return &say.Fault{Line: c.line, Column: c.column, Message: fmt.Sprintf(format, args...), Want: want}
}

// maxCSV bounds a text in bytes, and maxCells its cells: a cell takes a hundred
// bytes of memory.
const (
	maxCSV   = 16 << 20
	maxCells = (maxRegions + 1) * (maxRegions + 1)
)

// cells reads a CSV text (RFC 4180) with its positions. Lines that begin with #
// and empty lines are left out, as is space before a field.
func cells(text []byte) ([][]cell, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	r.Comment = '#'
	var rows [][]cell
	if len(text) > maxCSV {
		return nil, &say.Fault{Line: 1, Column: 1, Message: "more than 16 MiB", Want: "a smaller file"}
	}
	count := 0
	for {
		record, err := r.Read()
		if count += len(record); count > maxCells {
			line, _ := r.FieldPos(0)
			return nil, &say.Fault{Line: line, Column: 1, Message: fmt.Sprintf("more than %d cells", maxCells), Want: "a smaller file"}
		}
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			return nil, &say.Fault{Line: bad.Line, Column: bad.Column, Message: bad.Err.Error(), Want: `fields separated by commas, quoted as "a ""b"""`}
		case err != nil:
			return nil, err
		}
		row := make([]cell, len(record))
		for i, f := range record {
			line, column := r.FieldPos(i)
			row[i] = cell{f, line, column}
		}
		rows = append(rows, row)
	}
}
