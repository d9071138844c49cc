package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"text/template"

	"github.com/google/go-cmp/cmp"

	"github.com/libp2p-sim/sim/report/study"
)

const docs = "../../docs/studies"

var picture = regexp.MustCompile(`!\[.+\]\((.+)/(.+)\.svg\)`)

// Every worked study in the docs follows from its template and its results, and so
// do its figures. No template has a number of its own.
func TestWorkedStudies(t *testing.T) {
	templates, err := filepath.Glob(filepath.Join(docs, "*.tmpl"))
	if err != nil || len(templates) == 0 {
		t.Fatalf("no worked studies: %v", err)
	}
	for _, file := range templates {
		page := strings.TrimSuffix(file, ".tmpl")
		dir := strings.TrimSuffix(page, ".md")
		var got bytes.Buffer
		if err := write(&got, file, dir); err != nil {
			t.Fatal(err)
		}
		want, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got.String()); diff != "" {
			t.Errorf("%s is not what its results give; make study makes it (-want +got):\n%s", page, diff)
		}
		figures := picture.FindAllStringSubmatch(string(want), -1)
		if len(figures) == 0 {
			t.Errorf("%s has no figures", page)
		}
		r, err := study.Load(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range figures {
			var drawn bytes.Buffer
			if err := r.WritePlot(&drawn, m[2], "svg"); err != nil {
				t.Fatal(err)
			}
			shown, err := os.ReadFile(filepath.Join(docs, m[1], m[2]+".svg"))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(shown, drawn.Bytes()) {
				t.Errorf("%s is not what its results give", m[2])
			}
		}
	}
}

const small = `{"name": "small", "question": "?", "scenario": "s", "scenario_hash": "", "study_hash": "", "seeds": [1, 2, 3],
"settings": [{"path": "duration", "value": "5m"}],
"parameters": [{"name": "k", "path": "a", "values": ["1", "2"]}, {"name": "s", "path": "b", "values": ["x", "y"]}],
"cells": [{"id": "a", "values": ["1", "x"]}, {"id": "b", "values": ["1", "y"]}, {"id": "c", "values": ["2", "x"]}],
"measures": [{"expr": "m", "unit": "1"}], "versions": {}}`

func smallStudy(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	rows := "cell,k,s,seed,metric,value,unit\n"
	for _, c := range []string{"a,1,x", "b,1,y", "c,2,x"} {
		base := map[string]string{"a,1,x": "1", "b,1,y": "2", "c,2,x": "3"}[c]
		for _, seed := range []string{"1", "2", "3"} {
			rows += c + "," + seed + ",m," + base + seed + ",1\n"
		}
	}
	for name, text := range map[string]string{study.ManifestFile: small, study.ResultsFile: rows} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A number that the results are not asked for is refused, wherever it is.
func TestTemplatesHaveNoNumbers(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "k-2.svg"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"with libp2p ![k](k-2.svg) {{.Runs}}":                           "",
		`{{$k := "1250 %"}}{{.Smallest "k" "s=x" "m" $k}} of {{$k}}`:    "",
		`{{.Estimate (printf "k=2 s=%s" "x") "m"}}`:                     "",
		`{{with index (.Values "k") 0}}{{$.Estimate "k=2" "m"}}{{end}}`: "",
		`{{index .Versions "x/v2"}}`:                                    "",
		"all is well,\nin 9 runs":                                       "in 9 runs",
		"![k](k-3.svg)":                                                 "![k](k-3.svg)",
		"[2](k-2.svg)":                                                  "[2",
		"`k = 2`, ½":                                                    "`k = 2`, ½",
		`{{if .Runs}}{{else}}2{{end}}`:                                  "2",
		`{{range .Cells}}2{{end}}`:                                      "2",
		`{{define "x"}}2{{end}}`:                                        "2",
		`{{"2"}}`:                                                       "2",
		`{{3}}`:                                                         "3",
		`{{printf "%s %d" .Name 3}}`:                                    "3",
		`{{printf "2 %s" .Name}}`:                                       "2 %s",
		`{{.Name | printf "2 %s"}}`:                                     "2 %s",
		`{{$x := "2 k"}}{{$x}}`:                                         "2 k",
		`{{$x := printf "%d" 2}}{{$x}}`:                                 "2",
		`{{with "2"}}{{.}}{{end}}`:                                      "2",
		`{{index "234" 1}}`:                                             "234",
	} {
		tmpl, err := template.New("t").Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		err = checkNumbers(tmpl, dir)
		if want == "" && err != nil || want != "" && (err == nil || err.Error() != fmt.Sprintf("t: %q is not from the results", want)) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}

// A template that asks for a value that was not measured is an error.
func TestTemplatesAskForWhatThereIs(t *testing.T) {
	dir := smallStudy(t)
	for text, want := range map[string]string{
		`{{.Runs}} {{.Estimate "k=2" "m"}}`:          "9 32.0 ± 2.5",
		`{{.Smallest "k" "s=x" "m" "1250%"}}`:        "2",
		`{{.Smallest "k" "s=x" "m" "9900 %"}}`:       "",
		`{{.Range "m"}}`:                             "12.0 to 32.0",
		`{{.Range "n"}}`:                             "! does not measure",
		`{{.Estimate "k=1" "m"}}`:                    "! could be several cells",
		`{{.Estimate "k=3" "m"}}`:                    "! no cell is",
		`{{.Estimate "k=2" "n"}}`:                    "! does not measure",
		`{{.Estimate "j=2" "m"}}`:                    "! no parameter is called",
		`{{.Smallest "k" "s=y" "m" "9900 %"}}`:       "! no cell is",
		`{{.Runs}} runs of 9`:                        "! is not from the results",
		`{{.Level}}`:                                 "95 %",
		`{{.Setting "duration"}} {{.Last "k"}}`:      "5m 2",
		`{{.Setting "sample"}}`:                      "! does not set",
		`{{.Smallest "k" "s=x" "m" "most"}}`:         "! no percentage",
		`{{.Steps "k" "s" "m"}}`:                     "! no cell is",
		`{{index .Versions "x"}}{{.Nothing}}`:        "! can't evaluate field",
		`{{range .Values "k"}}{{.}} {{end}}`:         "1 2 ",
		`{{range .Values "z"}}{{.}} {{end}}`:         "! no parameter is called",
		`{{.Smallest "k" "s=x" "nothing" "50 %"}}`:   "! does not measure",
		`{{.Table}}`:                                 "| k | s | seeds | m |\n|---|---|---|--:|\n| 1 | x | 3 | 12.0 ± 2.5 |\n| 1 | y | 3 | 22.0 ± 2.5 |\n| 2 | x | 3 | 32.0 ± 2.5 |",
		`{{.Question}} {{len .Seeds}} {{.Scenario}}`: "? 3 s",
	} {
		file := filepath.Join(t.TempDir(), "t.tmpl")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		err := write(&out, file, dir)
		if what, bad := strings.CutPrefix(want, "! "); bad {
			if err == nil || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v, want %q", text, err, what)
			}
		} else if err != nil || out.String() != want {
			t.Errorf("%s gives %q, %v, want %q", text, out.String(), err, want)
		}
	}
}
