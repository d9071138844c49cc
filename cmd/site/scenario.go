package main

import (
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A drawn is a figure of a run, as far as a page needs it.
type drawn struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Caption string `json:"caption"`
	Note    string `json:"note"`
}

// scenario writes the page of a shipped scenario: its header, a run of it with all figures, and
// the file.
func (s *site) scenario(x source, sim string) error {
	content, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(x.path)))
	if err != nil {
		return err
	}
	dir := filepath.Join(s.out, "runs", x.scenario)
	if out, err := exec.Command(sim, "run", x.scenario, "-q", "--force", "--out", dir).CombinedOutput(); err != nil {
		return fmt.Errorf("%s run %s: %w\n%s", sim, x.scenario, err, out)
	}
	figures, err := figuresOf(dir)
	if err != nil {
		return err
	}
	page := "# " + x.scenario + "\n\n" + header(string(content)) +
		"\n\n```console\n$ sim run " + x.scenario + "\n```\n"
	after := "<h2 id=\"figures\">Figures</h2>\n<div class=\"figures\">\n"
	for _, f := range figures {
		after += fmt.Sprintf("<figure><img src=\"../runs/%s/plots/%s.svg\" alt=\"%s\" loading=\"lazy\"><figcaption><b>%s.</b> %s %s</figcaption></figure>\n",
			x.scenario, f.Name, template.HTMLEscapeString(f.Title), template.HTMLEscapeString(f.Title), template.HTMLEscapeString(f.Caption), template.HTMLEscapeString(f.Note))
	}
	after += fmt.Sprintf("</div>\n<p><a href=\"../runs/%s/report.html\">The report of this run</a>: all numbers, traces and the topology.</p>\n", x.scenario)
	after += "<h2 id=\"scenario\">The scenario</h2>\n<pre><code>" + template.HTMLEscapeString(settings(string(content))) + "</code></pre>\n"
	return s.page(x, []byte(page), template.HTML(after))
}

// header is what a scenario's first comment says, as Markdown: its lines, less the one for
// editors, with blank ones between paragraphs.
func header(yaml string) string {
	var lines []string
	for line := range strings.Lines(yaml) {
		text, comment := strings.CutPrefix(strings.TrimRight(line, "\n"), "#")
		if !comment {
			break
		}
		if text = strings.TrimPrefix(text, " "); !strings.HasPrefix(text, "yaml-language-server:") {
			lines = append(lines, text)
		}
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// settings is a scenario without its first comment.
func settings(yaml string) string {
	for line := range strings.Lines(yaml) {
		if !strings.HasPrefix(line, "#") {
			break
		}
		yaml = yaml[len(line):]
	}
	return yaml
}

// figuresOf reads the figures of a run, by name.
func figuresOf(dir string) (all []drawn, err error) {
	files, err := filepath.Glob(filepath.Join(dir, "plots", "*.json"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var d drawn
		if err := json.Unmarshal(content, &d); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		all = append(all, d)
	}
	return all, nil
}
