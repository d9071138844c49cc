package cmd

import (
	"errors"
	"io"
	"os"
	"strings"
	"syscall"

	"golang.org/x/term"
)

// An output is a stream that remembers that it could not take something, so that
// nobody who prints must look: a failure to write is told at the end.
type output struct {
	file *os.File
	err  error
}

// Write implements io.Writer.
func (o *output) Write(b []byte) (int, error) {
	n, err := o.file.Write(b)
	if err != nil && o.err == nil && !errors.Is(err, syscall.EPIPE) { // whoever reads has enough
		o.err = err
	}
	return n, err
}

// lost is the error of an output, nil of other writers.
func lost(w io.Writer) error {
	if o, ok := w.(*output); ok {
		return o.err
	}
	return nil
}

func terminal(w io.Writer) bool {
	o, ok := w.(*output)
	return ok && term.IsTerminal(int(o.file.Fd())) && os.Getenv("TERM") != "dumb"
}

// width returns how many columns a terminal has, 0 for what is none.
func width(w io.Writer) int {
	if !terminal(w) {
		return 0
	}
	columns, _, err := term.GetSize(int(w.(*output).file.Fd()))
	if err != nil {
		return 0
	}
	return columns
}

// colour reports whether w is to get colours (https://no-color.org).
func colour(w io.Writer) bool { return terminal(w) && os.Getenv("NO_COLOR") == "" }

// shell quotes a word of a command to be typed, if it needs that.
func shell(word string) string {
	const safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+=:,@%"
	if word != "" && strings.Trim(word, safe) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

// typed is a command to be typed.
func typed(words ...string) string {
	for i, w := range words {
		words[i] = shell(w)
	}
	return strings.Join(words, " ")
}
