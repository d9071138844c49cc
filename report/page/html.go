package page

import (
	"crypto/sha256"
	"embed"
	"encoding/base64"
	"encoding/json"
	"html/template"
	"io"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

//go:embed page.html bundle
var assets embed.FS

func asset(name string) string {
	content, err := assets.ReadFile(name)
	if err != nil {
		panic(err) // it is embedded
	}
	return string(content)
}

// body is parsed when it is needed: most commands need no page.
var body = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("page").Funcs(template.FuncMap{"breaks": Breaks}).Parse(asset("page.html")))
})

// script and style are in every page; its policy allows them by their hashes.
// `make bundle` makes them from the files in web.
var script, style = asset("bundle/main.js"), asset("bundle/page.css")

// servedScript is that of a page with a server behind it.
var servedScript = asset("bundle/served.js")

func (v *view) script() string {
	if v.Served != "" {
		return servedScript
	}
	return script
}

func hash(content string) string {
	sum := sha256.Sum256([]byte(content))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// Policy lets the page run its script and style and show its images, and do
// nothing else: no request to anywhere, no other script even if one got in. A
// served page may ask its server.
func (v *view) Policy() string {
	policy := "default-src 'none'; script-src " + hash(v.script()) + "; style-src " + hash(style) +
		"; img-src data:; base-uri 'none'; form-action 'none'"
	if v.Served != "" {
		policy += "; connect-src 'self'"
	}
	return policy
}

// Style returns the style sheet of the page, for other pages that shall look like it,
// and policy is the source that their style-src has to allow.
func Style() (css, policy string) { return style, hash(style) }

// long finds what has no place to break and is no word, as keys and hashes.
var long = regexp.MustCompile(`[^\s._/-]{25,}`)

// Breaks is text in which names go on in another line after dots, underscores, dashes and
// slashes before letters, and in no word.
func Breaks(text string) template.HTML {
	var b strings.Builder
	add := func(part string) {
		if b.Len() > 0 {
			b.WriteString("<wbr>")
		}
		if shown := template.HTMLEscapeString(part); long.MatchString(part) {
			b.WriteString(`<span class="long">` + shown + `</span>`)
		} else {
			b.WriteString(shown)
		}
	}
	from, before := 0, ' '
	for i, r := range text {
		if strings.ContainsRune("._/-", before) && unicode.IsLetter(r) {
			add(text[from:i])
			from = i
		}
		before = r
	}
	add(text[from:])
	return template.HTML(b.String())
}

// write writes the page. JSON has no <, > or & in it: json.Marshal escapes them.
func (v *view) write(w io.Writer, d *data) error {
	content, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return body().Execute(w, struct {
		*view
		Script template.JS
		Style  template.CSS
		Data   template.JS
	}{v, template.JS(v.script()), template.CSS(style), template.JS(content)})
}
