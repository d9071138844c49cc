//go:build notebook

package cmd

import (
	"cmp"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var rewriteOutput = flag.Bool("output", false, "write what is printed into docs/notebook.md")

// query runs SQL as duckdb -csv does, by DuckDB's package for Node.
const query = `
const { DuckDBInstance } = require('@duckdb/node-api');
(async () => {
	const db = await (await DuckDBInstance.create(':memory:')).connect();
	const r = await db.runAndReadAll(process.argv[1]);
	console.log([r.columnNames(), ...r.getRowsJson()].map(row => row.join(',')).join('\n'));
})();`

var (
	commandLine = regexp.MustCompile(`(?m)^\$ sim (.*)$`)
	codeBlock   = regexp.MustCompile("(?s)```(python|sql|r)\n(.*?)```\n(?:\n```text\n(.*?)```\n)?")
)

// TestNotebook runs docs/notebook.md, in the languages that this machine has: SIM names the
// command, PYTHON one that has pandas, NODE_PATH a folder with DuckDB's package for Node.
func TestNotebook(t *testing.T) {
	const doc = "../docs/notebook.md"
	b, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	sim, err := filepath.Abs(os.Getenv("SIM"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	run := func(name string, args ...string) string {
		c := exec.Command(name, args...)
		c.Dir = dir
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, out)
		}
		return string(out)
	}
	python := cmp.Or(os.Getenv("PYTHON"), "python3")
	for _, m := range commandLine.FindAllSubmatch(b, -1) {
		run(sim, strings.Fields(string(m[1]))...)
	}
	text, tried := string(b), map[string]int{}
	for _, m := range codeBlock.FindAllStringSubmatch(text, -1) {
		program := map[string][]string{"python": {python, "-c"}, "sql": {"node", "-e", query}, "r": {"Rscript", "-e"}}[m[1]]
		needs := map[string]string{"python": "import pandas", "sql": "require('@duckdb/node-api')", "r": "q()"}[m[1]]
		if err := exec.Command(program[0], program[1], needs).Run(); err != nil {
			t.Logf("left out: %s, as %s %s %q fails here: %v", m[1], program[0], program[1], needs, err)
			continue
		}
		got := run(program[0], append(program[1:], m[2])...)
		tried[m[1]]++
		if *rewriteOutput {
			text = strings.Replace(text, m[0], strings.Replace(m[0], "```text\n"+m[3], "```text\n"+got, 1), 1)
		} else if got != m[3] {
			t.Errorf("%s prints\n%s\nthe page has\n%s", m[2], got, m[3])
		}
	}
	t.Logf("blocks that were run: %v", tried)
	if len(tried) == 0 {
		t.Error("none of python3, node and Rscript is here")
	}
	if *rewriteOutput {
		if err := os.WriteFile(doc, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
