// Command worked writes the text of a worked study: a template that has the words,
// and a study directory that has the numbers. One that compares two sweeps of a study,
// such as by two releases of a library, has the earlier one in DIR/before.
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

// Before is the folder in a study's of the sweep that it is compared with.
const Before = "before"

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
	p := paper{Results: r}
	if before := filepath.Join(dir, Before); study.Is(before) {
		if p.Before, err = study.Load(before); err != nil {
			return err
		}
	}
	return t.Execute(w, p)
}
