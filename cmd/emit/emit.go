// Package emit writes scripts that run a sweep on many machines: an array job
// for Slurm, an Indexed Job for Kubernetes, a shell script for GNU parallel.
//
// Its nouns: a [Sweep] is a study that is to be run; a shard is a part of its
// runs, which "sim sweep --shard i/n" carries out and may carry out again; the
// merge makes results of the finished runs of all shards. Whatever a machine
// does to a shard, running it again is safe: finished runs stay, others begin
// anew.
//
// The package runs nothing and submits nothing, and knows neither scenarios nor
// results.
package emit

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"text/template"
	"unicode"
)

// A Sweep is a study that is to be run, and how much of it at once.
type Sweep struct {
	Name   string   // of the study: lower-case letters, digits and dashes
	Hash   string   // of the study, hexadecimal
	Study  []byte   // the study file, with all that it needs in it
	Runs   int      // cells times seeds
	Out    string   // study directory, on a file system that all machines share
	Shards int      // 0: as many as fit
	Jobs   int      // runs at once in a shard, a core each
	Memory string   // of a shard, in MiB or GiB: "4GiB"
	Args   []string // further flags of sim sweep

	MaxArraySize int    // Slurm's setting of that name
	Time         string // Slurm: limit of a task, such as 4:00:00; "" is the partition's
	Image        string // Kubernetes: the image with sim
	Claim        string // Kubernetes: the PersistentVolumeClaim for results
}

//go:embed templates
var sources embed.FS

var templates = template.Must(template.New("").Funcs(template.FuncMap{
	"quote":  quote,
	"indent": indent,
	"word":   word,
}).ParseFS(sources, "templates/*"))

var (
	studyName = regexp.MustCompile(`^[a-z0-9-]+$`)
	studyHash = regexp.MustCompile(`^[0-9a-f]{8,}$`)
)

// A file is a sweep and the numbers that follow from it.
type file struct {
	Sweep
	Per  int // runs of a shard, at most
	Last int // index of the last shard, from 0
	End  string
	MiB  int64
	// Budget is the memory that the runs of a shard may use together, in MiB: the
	// rest is for the process that hashes, compresses and draws.
	Budget int64
}

// write fills a template for a number of shards.
func (s Sweep) write(w io.Writer, name string, shards int) error {
	switch {
	case !studyName.MatchString(s.Name) || !studyHash.MatchString(s.Hash):
		return fmt.Errorf("study %q with hash %q: want a name of a-z, 0-9 and -, and a hash in hexadecimal", s.Name, s.Hash)
	case s.Runs < 1:
		return errors.New("the study has no runs")
	case s.Jobs < 1:
		return fmt.Errorf("%d runs at once: want at least 1", s.Jobs)
	case shards < 1:
		return fmt.Errorf("%d shards: want at least 1", shards)
	case s.Out == "" || strings.ContainsFunc(s.Out, unicode.IsControl):
		return fmt.Errorf("results in %q: want a folder whose name can be printed", s.Out)
	}
	mib, err := mebibytes(s.Memory)
	if err != nil {
		return err
	}
	if strings.HasPrefix(s.Out, "-") {
		s.Out = "./" + s.Out // no command may take it for a flag
	}
	shards = min(shards, s.Runs)
	s.Shards = shards
	f := file{Sweep: s, Per: (s.Runs + shards - 1) / shards, Last: shards - 1, End: delimiter(s.Study), MiB: mib, Budget: mib * 3 / 4}
	var b bytes.Buffer
	if err := templates.ExecuteTemplate(&b, name, f); err != nil {
		return err
	}
	_, err = w.Write(b.Bytes())
	return err
}

// mebibytes reads a size such as 512MiB or 4GiB.
func mebibytes(size string) (int64, error) {
	var n int64
	var unit string
	if _, err := fmt.Sscanf(size, "%d%s", &n, &unit); err == nil && n > 0 {
		switch {
		case unit == "MiB" && n < 1<<40:
			return n, nil
		case unit == "GiB" && n < 1<<30:
			return n << 10, nil
		}
	}
	return 0, fmt.Errorf("memory %q: want MiB or GiB, such as 4GiB", size)
}

// Text returns the study file with its last line ended.
func (f file) Text() string {
	return strings.TrimSuffix(string(f.Study), "\n") + "\n"
}

// delimiter returns a word that is no line of a text.
func delimiter(text []byte) string {
	for n := 0; ; n++ {
		word := "STUDY"
		if n > 0 {
			word = fmt.Sprintf("STUDY%d", n)
		}
		if !bytes.Contains(append([]byte("\n"), text...), []byte("\n"+word+"\n")) {
			return word
		}
	}
}

// plain are words that a shell takes as they are.
var plain = regexp.MustCompile(`^[A-Za-z0-9_./:=@%+-]+$`)

// quote makes a word of a shell of any text without NUL.
func quote(s string) string {
	if plain.MatchString(s) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// indent puts so many spaces before each line.
func indent(n int, text string) string {
	pad := strings.Repeat(" ", n)
	return pad + strings.ReplaceAll(strings.TrimSuffix(text, "\n"), "\n", "\n"+pad)
}
