package main

import (
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	leads = regexp.MustCompile(`(?:href|src)="([^"]*)"`)
	named = regexp.MustCompile(`id="([^"]*)"`)
)

// TestLinks: every link of every page leads to a page, a file and a heading that are there.
func TestLinks(t *testing.T) {
	out := t.TempDir()
	if err := write("../..", out, "", "none"); err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	err := filepath.WalkDir(out, func(p string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(p) == ".html" {
			content, err := os.ReadFile(p)
			pages[p] = string(content)
			return err
		}
		return err
	})
	if err != nil || len(pages) < 30 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for page, content := range pages {
		for _, m := range leads.FindAllStringSubmatch(content, -1) {
			u, err := url.Parse(strings.ReplaceAll(m[1], "&amp;", "&"))
			if err != nil {
				t.Errorf("%s: %q: %v", page, m[1], err)
				continue
			}
			if u.Scheme != "" {
				continue
			}
			target := page
			if u.Path != "" {
				target = filepath.Join(filepath.Dir(page), filepath.FromSlash(u.Path))
			}
			if _, err := os.Stat(target); err != nil {
				t.Errorf("%s leads to %q: %v", page, m[1], err)
				continue
			}
			if u.Fragment == "" || filepath.Ext(target) != ".html" {
				continue
			}
			there := false
			for _, id := range named.FindAllStringSubmatch(pages[target], -1) {
				there = there || id[1] == u.Fragment
			}
			if !there {
				t.Errorf("%s leads to %q, which has no such heading", page, m[1])
			}
		}
	}
}

// TestHeader: the first comment of a scenario, less the line for editors.
func TestHeader(t *testing.T) {
	got := header("# yaml-language-server: $schema=x\n#\n# What it shows.\n#\n# More.\nname: x\n# not this\n")
	if got != "What it shows.\n\nMore." {
		t.Errorf("%q", got)
	}
}
