package link

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
)

// An Error says what is wrong with a text, where, and what was expected.
type Error struct {
	Line, Column int    // from 1; the column counts bytes
	Message      string // what is there
	Want         string // what should be
}

// Error implements error.
func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s; want %s", e.Line, e.Column, e.Message, e.Want)
}

// A cell is a field of a CSV text.
type cell struct {
	text         string
	line, column int
}

// errorf makes an error of what is in the cell. Texts among args come from a file
// and are cut short.
func (c cell) errorf(want, format string, args ...any) error {
	for i, a := range args {
		if s, ok := a.(string); ok {
			args[i] = clip(s)
		}
	}
	return &Error{c.line, c.column, fmt.Sprintf(format, args...), want}
}

// clip shortens a text that is quoted in a message.
func clip(s string) string {
	const most = 60
	if r := []rune(s[:min(len(s), 4*(most+1))]); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// maxCSV bounds a text in bytes, and maxCells what is in it: a cell takes a
// hundred bytes of memory.
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
		return nil, &Error{1, 1, "more than 16 MiB", "a smaller file"}
	}
	count := 0
	for {
		record, err := r.Read()
		if count += len(record); count > maxCells {
			line, _ := r.FieldPos(0)
			return nil, &Error{line, 1, fmt.Sprintf("more than %d cells", maxCells), "a smaller file"}
		}
		var bad *csv.ParseError
		switch {
		case errors.Is(err, io.EOF):
			return rows, nil
		case errors.As(err, &bad):
			return nil, &Error{bad.Line, bad.Column, bad.Err.Error(), `fields separated by commas, quoted as "a ""b"""`}
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
