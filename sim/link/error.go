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

func (c cell) errorf(want, format string, args ...any) error {
	return &Error{c.line, c.column, fmt.Sprintf(format, args...), want}
}

// cells reads a CSV text (RFC 4180) with its positions. Lines that begin with #
// and empty lines are left out, as is space before a field.
func cells(text []byte) ([][]cell, error) {
	r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))))
	r.FieldsPerRecord = -1
	r.TrimLeadingSpace = true
	r.Comment = '#'
	var rows [][]cell
	for {
		record, err := r.Read()
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
