// Site makes static pages of the documentation: of the Markdown in the repository, and of each
// shipped scenario with its figures and what its header says of them. They open from disk, and
// a search finds sections.
//
// Its nouns are the [source], a file of the repository that becomes a page; the [section],
// what the search finds; and the [site], the folder that is written. Runs are made by the
// command that -sim names.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	root := flag.String("root", ".", "the repository")
	out := flag.String("out", "site", "the folder to write, replaced as a whole")
	sim := flag.String("sim", "bin/sim", "the command that makes the runs")
	scenarios := flag.String("scenarios", "all", "scenarios to run for their figures: all, none, or names by commas")
	flag.Parse()
	if err := write(*root, *out, *sim, *scenarios); err != nil {
		fmt.Fprintln(os.Stderr, "site:", err)
		os.Exit(1)
	}
}

// write writes the site.
func write(root, out, sim, scenarios string) error {
	s := &site{root: root, out: out, pages: map[string]string{}, copied: map[string]bool{}}
	if _, err := os.Stat(filepath.Join(root, "go.mod")); err != nil {
		return fmt.Errorf("%s is not the repository: %w", root, err)
	}
	if err := os.RemoveAll(out); err != nil {
		return err
	}
	sources, err := s.find()
	if err != nil {
		return err
	}
	if scenarios != "all" {
		var chosen []string
		if scenarios != "none" {
			chosen = strings.Split(scenarios, ",")
		}
		for _, name := range chosen {
			if !slices.ContainsFunc(sources, func(x source) bool { return x.scenario == name }) {
				return fmt.Errorf("there is no shipped scenario %q", name)
			}
		}
		sources = slices.DeleteFunc(sources, func(x source) bool { return x.scenario != "" && !slices.Contains(chosen, x.scenario) })
	}
	for _, x := range sources {
		s.pages[x.path] = x.page
	}
	for _, x := range sources {
		if x.scenario != "" {
			err = s.scenario(x, sim)
		} else {
			err = s.markdown(x)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", x.path, err)
		}
	}
	return s.index(sources)
}

// A source is a file of the repository that becomes a page.
type source struct {
	path     string // in the repository, by slashes
	page     string // in the site
	scenario string // its name; "" of Markdown
}

// find lists the Markdown files that are for readers, and the shipped scenarios.
func (s *site) find() (all []source, err error) {
	err = filepath.WalkDir(s.root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(s.root, p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case d.IsDir() && rel != "." && (strings.HasPrefix(d.Name(), ".") || slices.Contains([]string{"node_modules", "testdata", "results", "site"}, d.Name())):
			return fs.SkipDir
		case d.IsDir():
		case path.Dir(rel) == "scenarios" && path.Ext(rel) == ".yaml":
			name := strings.TrimSuffix(path.Base(rel), ".yaml")
			all = append(all, source{rel, "scenarios/" + name + ".html", name})
		case path.Ext(rel) == ".md" && rel == "README.md":
			all = append(all, source{rel, "index.html", ""})
		case path.Ext(rel) == ".md":
			all = append(all, source{rel, strings.TrimSuffix(rel, ".md") + ".html", ""})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b source) int { return strings.Compare(a.path, b.path) })
	return all, err
}

// put puts a file into the site.
func (s *site) put(name string, content []byte) error {
	file := filepath.Join(s.out, filepath.FromSlash(name))
	return errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, content, 0o644))
}
