// Command worked writes the text of a worked study: a template that has the words,
// and a study directory that has the numbers.
//
//	worked TEMPLATE DIR
//
// A number that is not in the results cannot get into the text: the template asks
// for it by cell and measure, and one with digits of its own is refused. Its words
// are its author's. DIR needs study.json and results.csv.
package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/template"

	"github.com/libp2p-sim/sim/report/study"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "worked: want TEMPLATE DIR")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "worked:", err)
		os.Exit(1)
	}
}

func write(w io.Writer, file, dir string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	t, err := template.New(filepath.Base(file)).Option("missingkey=error").Parse(string(text))
	if err != nil {
		return err
	}
	if err := checkNumbers(t, filepath.Dir(file)); err != nil {
		return err
	}
	r, err := study.Load(dir)
	if err != nil {
		return err
	}
	return t.Execute(w, paper{r})
}
