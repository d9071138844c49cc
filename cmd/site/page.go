package main

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"html/template"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

//go:embed page.html site.css search.js
var assets embed.FS

var frame = template.Must(template.ParseFS(assets, "page.html"))

// A site is what is written so far.
type site struct {
	root, out string
	pages     map[string]string // by the path of the source
	copied    map[string]bool   // files of the repository that pages lead to
	sections  []section
}

// A section is what the search finds: a heading and the text below it.
type section struct {
	Page  string `json:"page"` // with the anchor
	Title string `json:"title"`
	Text  string `json:"text"`
}

var markdown = goldmark.New(
	goldmark.WithExtensions(extension.GFM),
	goldmark.WithParserOptions(parser.WithAutoHeadingID()),
)

// markdown writes a page of Markdown. Links to other sources lead to their pages; other files
// that it leads to come along.
func (s *site) markdown(x source) error {
	content, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(x.path)))
	if err != nil {
		return err
	}
	return s.page(x, content, "")
}

// page renders Markdown, and what comes after it as HTML.
func (s *site) page(x source, content []byte, after template.HTML) error {
	doc := markdown.Parser().Parse(text.NewReader(content))
	title := x.path
	var at *section
	err := ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.Heading:
			id, _ := n.AttributeString("id")
			s.sections = append(s.sections, section{Page: fmt.Sprintf("%s#%s", x.page, id), Title: plain(n, content)})
			at = &s.sections[len(s.sections)-1]
			if n.Level == 1 {
				title = at.Title
			}
			return ast.WalkSkipChildren, nil
		case *ast.Link:
			to, err := s.lead(x, string(n.Destination))
			n.Destination = []byte(to)
			return ast.WalkContinue, err
		case *ast.Image:
			to, err := s.lead(x, string(n.Destination))
			n.Destination = []byte(to)
			return ast.WalkContinue, err
		case *ast.Text:
			if at != nil {
				at.Text += string(n.Segment.Value(content)) + " "
			}
		case *ast.FencedCodeBlock:
			for i := range n.Lines().Len() {
				line := n.Lines().At(i)
				if at != nil {
					at.Text += string(line.Value(content)) + " "
				}
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		return err
	}
	var body bytes.Buffer
	if err := markdown.Renderer().Render(&body, content, doc); err != nil {
		return err
	}
	return s.framed(x.page, title, template.HTML(body.String())+after)
}

// plain is the text of a node.
func plain(n ast.Node, content []byte) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(content))
		} else {
			b.WriteString(plain(c, content))
		}
	}
	return b.String()
}

// lead is where a link of a source leads in the site.
func (s *site) lead(x source, to string) (string, error) {
	file, anchor, _ := strings.Cut(to, "#")
	if file == "" || strings.Contains(file, "://") || strings.HasPrefix(file, "mailto:") {
		return to, nil
	}
	target := path.Join(path.Dir(x.path), file)
	if anchor != "" {
		anchor = "#" + anchor
	}
	if page := s.pages[target]; page != "" {
		return up(x.page) + page + anchor, nil
	}
	info, err := os.Stat(filepath.Join(s.root, filepath.FromSlash(target)))
	saved := "files/" + target
	if path.Ext(target) == ".html" { // a template, to be read
		saved += ".txt"
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("it leads to %s: %w", to, err)
	case info.IsDir():
		if page := s.pages[path.Join(target, "README.md")]; page != "" {
			return up(x.page) + page, nil
		}
		return s.listed(x, target)
	case s.copied[target]:
	default:
		content, err := os.ReadFile(filepath.Join(s.root, filepath.FromSlash(target)))
		if err != nil {
			return "", err
		}
		s.copied[target] = true
		if err := s.put(saved, content); err != nil {
			return "", err
		}
	}
	return up(x.page) + saved, nil
}

// listed is a page of the files in a folder that a source leads to.
func (s *site) listed(x source, dir string) (string, error) {
	page := "files/" + dir + "/index.html"
	if s.copied[page] {
		return up(x.page) + page, nil
	}
	s.copied[page] = true
	entries, err := os.ReadDir(filepath.Join(s.root, filepath.FromSlash(dir)))
	if err != nil {
		return "", err
	}
	list := "<h1>" + template.HTMLEscapeString(dir) + "</h1>\n<ul>\n"
	for _, e := range entries {
		to := ""
		if !e.IsDir() {
			if to, err = s.lead(source{path: dir + "/x", page: page}, e.Name()); err != nil {
				return "", err
			}
			list += fmt.Sprintf("<li><a href=\"%s\">%s</a></li>\n", template.HTMLEscapeString(to), template.HTMLEscapeString(e.Name()))
		}
	}
	return up(x.page) + page, s.framed(page, dir, template.HTML(list+"</ul>\n"))
}

// up leads from a page to the top of the site.
func up(page string) string { return strings.Repeat("../", strings.Count(page, "/")) }

// framed writes a page with what all pages have.
func (s *site) framed(page, title string, body template.HTML) error {
	var b bytes.Buffer
	err := frame.Execute(&b, struct {
		Title, Up string
		Body      template.HTML
	}{title, up(page), body})
	if err != nil {
		return err
	}
	return s.put(page, b.Bytes())
}

// index writes what the search reads, and the list of all pages.
func (s *site) index(sources []source) error {
	sections, err := json.Marshal(s.sections)
	if err != nil {
		return err
	}
	for _, name := range []string{"site.css", "search.js"} {
		content, err := assets.ReadFile(name)
		if err != nil {
			return err
		}
		if err := s.put(name, content); err != nil {
			return err
		}
	}
	if err := s.put("sections.js", slices.Concat([]byte("const sections = "), sections, []byte(";\n"))); err != nil {
		return err
	}
	list := "<h1>All pages</h1>\n<ul>\n"
	for _, x := range sources {
		list += fmt.Sprintf("<li><a href=\"%s\">%s</a></li>\n", template.HTMLEscapeString(x.page), template.HTMLEscapeString(x.path))
	}
	return s.framed("all.html", "All pages", template.HTML(list+"</ul>\n"))
}
