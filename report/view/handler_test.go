package view

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/sim/trace"
)

// TestNothingOutside: a file of no run in the folder is not there.
func TestNothingOutside(t *testing.T) {
	base := t.TempDir()
	dir, outside := filepath.Join(base, "results"), filepath.Join(base, "secret")
	makeRun(t, filepath.Join(dir, "a"), "ping", 3, 50e6)
	makeRun(t, outside, "secret", 3, 50e6)
	put(t, dir, "a/.hidden.json", []byte("secret"))
	put(t, dir, "a/run.sh.bak", []byte("secret"))
	put(t, dir, "a/plots/deep/er.csv", []byte("secret"))
	put(t, dir, "loose.json", []byte("secret"))
	put(t, dir, ".git/manifest.json", []byte(`{"format":1,"scenario":"secret"}`))
	put(t, base, "secret.json", []byte("secret"))
	for name, to := range map[string]string{
		"a/link.json": "../../secret.json", "a/absolute.json": outside + "/manifest.json", "b": "../secret",
		"a/traces": "../../secret", "a/loop.csv": "loop.csv",
	} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	// Runs of which a file leads outside; their pages would show it.
	for run, name := range map[string]string{"c": trace.ManifestFile, "d": trace.EventsFile, "e": trace.SummaryFile, "f": "plots/x.svg", "g": trace.PeersFile} {
		makeRun(t, filepath.Join(dir, run), "ping", 3, 50e6)
		_ = os.Remove(filepath.Join(dir, run, name))
		if err := os.Symlink(filepath.Join(outside, name), filepath.Join(dir, run, name)); err != nil {
			t.Fatal(err)
		}
	}
	before := printed(t, base)
	h := handler(t, dir)
	get(t, h, "/run/a/") // this is there
	get(t, h, "/run/a/manifest.json")
	for _, path := range []string{
		"/run/../secret/", "/run/a/../../secret/manifest.json", "/run/a/../a/manifest.json", "/../secret.json", "/run/%2e%2e/secret.json",
		"/run/a/%2e%2e/%2e%2e/secret/manifest.json", "/run/a%2f..%2f..%2fsecret%2fmanifest.json", "/run/..%5c..%5csecret.json",
		"/run//etc/passwd", "/run/" + outside + "/", "/run/a//manifest.json", "/run/./a/", "/run/a/./manifest.json", "/run/a/manifest.json%00.csv",
		"/run/a/link.json", "/run/a/absolute.json", "/run/b/", "/run/b/manifest.json", "/run/a/traces/manifest.json", "/run/a/loop.csv",
		"/run/c/", "/run/d/", "/run/e/", "/run/f/", "/run/g/", "/run/c/manifest.json", "/run/d/events.jsonl.zst", "/run/d/window", "/run/f/plots/x.svg",
		"/compare?a=a&b=../secret", "/compare?a=a&b=c", "/compare?a=a&b=b", "/compare?a=a&b=" + outside,
		"/run/a/.hidden.json", "/run/.git/", "/run/.git/manifest.json", "/run/a/run.sh.bak", "/run/a/plots/deep/er.csv", "/run/loose.json", "/study/loose.json",
		"/run/", "/study/", "/study/a/", "/run/a/plots/", "/run/a/plots", "/run/nothing/", "/run/a/nothing.json", "/run/nothing/window", "/run/nothing/live", "/nothing", "/compare/", "/favicon.ico",
	} {
		w := ask(t, h, http.MethodGet, host, path)
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "secret") {
			t.Errorf("%s: %d %.100q, want 404", path, w.Code, w.Body)
		}
	}
	if list := get(t, h, "/"); strings.Contains(list, "secret") || strings.Contains(list, "/run/b/") || !strings.Contains(list, `href="/run/a/"`) {
		t.Error("the list shows what is outside, or not what is inside")
	}
	if printed(t, base) != before {
		t.Error("something was written")
	}
}

// TestWhoAsks: only clients that know the server by its name may ask, and only to
// read.
func TestWhoAsks(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, dir, "ping", 3, 50e6)
	h := handler(t, dir)
	for _, bad := range []string{"", "evil.example", "127.0.0.1", "127.0.0.1:81", "evil.example:8080", host + ".evil.example", "[::1]:8080"} {
		if w := ask(t, h, http.MethodGet, bad, "/run/"); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "ping") {
			t.Errorf("host %q: %d, want 403", bad, w.Code)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodConnect, http.MethodTrace, "PROPFIND"} {
		if w := ask(t, h, method, host, "/run/"); w.Code != http.StatusMethodNotAllowed || w.Header().Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d, want 405", method, w.Code)
		}
	}
	for _, path := range []string{"/run/", "/run/manifest.json", "/run/window", "/run/live"} {
		if w := ask(t, h, http.MethodHead, host, path); w.Code != http.StatusOK {
			t.Errorf("HEAD %s: %d, want 200", path, w.Code)
		}
	}
}

// TestPolicies: every answer forbids all sources that it does not need.
func TestPolicies(t *testing.T) {
	dir := t.TempDir()
	makeRun(t, filepath.Join(dir, "a"), "ping", 3, 50e6)
	makeRun(t, filepath.Join(dir, "b"), "ping", 3, 60e6)
	h := handler(t, dir)
	for _, path := range []string{"/", "/run/a/", "/run/a/manifest.json", "/run/a/plots/ping-rtt-cdf.svg", "/run/a/window", "/compare?a=a&b=b", "/nothing"} {
		w := ask(t, h, http.MethodGet, host, path)
		policy := w.Header().Get("Content-Security-Policy")
		wantText(t, "the policy of "+path, policy, "default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action ")
		for _, bad := range []string{"unsafe-eval", "http:", "https:", "*", "script-src 'unsafe-inline'", "script-src 'self'"} {
			if strings.Contains(policy, bad) {
				t.Errorf("the policy of %s has %s", path, bad)
			}
		}
		if page := path == "/" || strings.HasSuffix(path, "/a/") || strings.HasPrefix(path, "/compare"); !page && !strings.Contains(policy, "sandbox") {
			t.Errorf("the policy of %s lets it run scripts", path)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "Cross-Origin-Resource-Policy": "same-origin"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s of %s is %q, want %q", name, path, got, want)
			}
		}
	}
	// The page says the same of itself, so its policy must let it ask its server.
	for _, policy := range []string{ask(t, h, http.MethodGet, host, "/run/a/").Header().Get("Content-Security-Policy"), get(t, h, "/run/a/")} {
		wantText(t, "the page's policy", policy, "connect-src ")
	}
}

// TestRedirects: links on pages are relative, so pages end with a slash; a folder
// that is one run shows it at once.
func TestRedirects(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "x y", "a#b?")
	makeRun(t, run, "ping", 3, 50e6)
	h := handler(t, dir)
	for path, want := range map[string]string{"/run/x%20y/a%23b%3F": "/run/x%20y/a%23b%3F/"} {
		if w := ask(t, h, http.MethodGet, host, path); w.Code != http.StatusSeeOther || w.Header().Get("Location") != want {
			t.Errorf("%s: %d to %q, want %s", path, w.Code, w.Header().Get("Location"), want)
		}
		get(t, h, want)
		wantText(t, "the list", get(t, h, "/"), `href="`+want+`"`)
	}
	one := handler(t, run)
	if w := ask(t, one, http.MethodGet, host, "/"); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/run/" {
		t.Errorf("a folder that is a run: %d to %q", w.Code, w.Header().Get("Location"))
	}
	get(t, one, "/run/")
	get(t, one, "/run/plots/ping-rtt-cdf.svg")
}

// TestNoFolder: a path that cannot be served is an error.
func TestNoFolder(t *testing.T) {
	dir := t.TempDir()
	put(t, dir, "file", nil)
	for _, bad := range []string{filepath.Join(dir, "nothing"), filepath.Join(dir, "file")} {
		if _, err := New(bad, host); err == nil {
			t.Errorf("%s is served", bad)
		}
	}
}
