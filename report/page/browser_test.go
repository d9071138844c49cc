//go:build browser

package page

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/sim/trace"
)

// chromium runs the browser without a window and without a network on a file.
func chromium(t *testing.T, file string, flags ...string) (stdout, stderr string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 90*time.Second)
	defer cancel()
	args := append([]string{
		"--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
		"--user-data-dir=" + t.TempDir(), "--host-resolver-rules=MAP * ~NOTFOUND", "--virtual-time-budget=30000", "--run-all-compositor-stages-before-draw",
	}, flags...)
	cmd := exec.CommandContext(ctx, "chromium", append(args, "file://"+file)...)
	var out, logged bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &logged
	if err := cmd.Run(); err != nil {
		t.Fatalf("chromium, which this test needs: %v\n%s", err, logged.String())
	}
	return out.String(), logged.String()
}

// console returns what the page, not check.html, wrote to its console, errors
// and violations of its policy among it.
func console(stderr string) (lines []string) {
	for line := range strings.Lines(stderr) {
		if strings.Contains(line, "CONSOLE") && !strings.Contains(line, "check.html") {
			lines = append(lines, line)
		}
	}
	return lines
}

// seen is what testdata/check.html writes down.
type seen struct {
	Error    string
	Ready    string
	Canvases map[string]struct {
		Share float64
		Sum   int64
	}
	Rows, Images, Broken, Waterfall, Cut, InFlight, Wide             int
	Fits, Zooms, Pans, Wheel, Chosen, Slides, Redrawn, Pwned         bool
	Detail, First, Message, Failed, Found, Sorted, Jumped, Now, Then string
	Slowest, Requests                                                []string
	Filtered, Unfiltered                                             int64
	Dark                                                             string
}

// use makes the page of a run and uses it.
func use(t *testing.T, dir string) seen {
	t.Helper()
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	check, err := os.ReadFile("testdata/check.html")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "check.html")
	if err := os.WriteFile(file, check, 0o644); err != nil {
		t.Fatal(err)
	}
	dom, logged := chromium(t, file, "--dump-dom", "--allow-file-access-from-files", "--window-size=1400,7200")
	if lines := console(logged); len(lines) > 0 {
		t.Errorf("on the console:\n%s", strings.Join(lines, ""))
	}
	m := regexp.MustCompile(`<pre id="result">(.*)</pre>`).FindStringSubmatch(dom)
	if m == nil || m[1] == "" {
		t.Fatalf("the page was not used to the end:\n%.2000s", logged)
	}
	var s seen
	if err := json.Unmarshal([]byte(html.UnescapeString(m[1])), &s); err != nil {
		t.Fatal(err)
	}
	if s.Error != "" {
		t.Fatal(s.Error)
	}
	if s.Ready != "yes" || s.Broken > 0 || len(s.Requests) > 0 || s.Pwned || s.Wide > 0 {
		t.Errorf("ready %q, %d images broken, requests %q, strange elements %t, %d pixels too wide", s.Ready, s.Broken, s.Requests, s.Pwned, s.Wide)
	}
	for id, c := range s.Canvases {
		if c.Share < 0.0005 {
			t.Errorf("canvas %s is blank but for %.2g of it", id, c.Share)
		}
	}
	if screenshots := os.Getenv("SCREENSHOTS"); screenshots != "" {
		shoot(t, dir, filepath.Join(screenshots, t.Name()))
	}
	return s
}

func shoot(t *testing.T, dir, base string) {
	for scheme, flag := range map[string]string{"light": "1", "dark": "0"} {
		path := base + "-" + scheme + ".png"
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		chromium(t, filepath.Join(dir, File), "--screenshot="+path, "--window-size=1400,4600", "--blink-settings=preferredColorScheme="+flag)
	}
}

func TestBrowser(t *testing.T) {
	l := newLab(t, "busy")
	busy(l, 30, 300)
	s := use(t, l.write())
	if s.Rows != 100 || s.Images != 1 || s.Waterfall != 9 {
		t.Errorf("%d rows, %d images, %d bars in the waterfall; want 100, 1, 9", s.Rows, s.Images, s.Waterfall)
	}
	if !s.Fits || !s.Zooms || !s.Pans || !s.Wheel || !s.Chosen || !s.Slides || !s.Redrawn {
		t.Errorf("fits %t, zooms %t, pans %t, wheel %t, row chosen %t, slides %t, redrawn %t; want all", s.Fits, s.Zooms, s.Pans, s.Wheel, s.Chosen, s.Slides, s.Redrawn)
	}
	for _, tt := range []struct{ what, got, want string }{
		{"the operation at first, a failed one", s.Detail, "failed: routing: not found"},
		{"the first operation", s.First, "#1 kademlia.get record-0 by servers-"},
		{"its first message", s.Message, "/sim/kad/1.0.0 · sent"},
		{"failed", s.Failed, "30 of 300 operations"},
		{"found", s.Found, "8 of 300 operations"},
		{"sorted", s.Sorted, "descending"},
		{"focus after the jump", s.Jumped, "space"},
		{"the network at the end", s.Now, "29 of 30 peers up, 29 connections"},
		{"the network at first", s.Then, "1 of 30 peers up, 0 connections"},
		{"dark", s.Dark, "rgb(20, 23, 26)"},
	} {
		if !strings.Contains(tt.got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.what, tt.got, tt.want)
		}
	}
	if s.Filtered == s.Unfiltered {
		t.Error("the filter by peer changes nothing")
	}
	if len(s.Canvases) != 4 {
		t.Errorf("%d canvases, want overview, diagram, network and Kademlia", len(s.Canvases))
	}
}

// TestBrowserCut: a snapshot's cut is drawn, and the message in flight.
func TestBrowserCut(t *testing.T) {
	const channel = "/sim/chandylamport/channel/1.0.0"
	for _, inFlight := range []bool{false, true} {
		l := newLab(t, "snapshot")
		for _, p := range []string{"a", "b", "c"} {
			l.event(trace.Event{Kind: trace.Up, P: p})
		}
		if inFlight {
			l.message(5e6, 30e6, "c", "b", channel, 0)
		}
		l.event(trace.Event{T: 10e6, Kind: trace.OpStart, P: "a", Proto: snapshotOp, ID: 1, Detail: "a/1"})
		l.message(10e6, 5e6, "a", "b", channel, 1)
		l.message(15e6, 5e6, "b", "c", channel, 1)
		l.message(20e6, 15e6, "c", "b", channel, 1)
		l.event(trace.Event{T: 35e6, Kind: trace.OpEnd, P: "a", Proto: snapshotOp, ID: 1, Detail: "ok"})
		s := use(t, l.write())
		if s.Cut < 100 {
			t.Errorf("%d pixels of the cut", s.Cut)
		}
		if got := s.InFlight > 100; got != inFlight {
			t.Errorf("%d pixels of messages in flight, want some: %t", s.InFlight, inFlight)
		}
	}
}

// TestBrowserHostile: names that would be elements or scripts are text.
func TestBrowserHostile(t *testing.T) {
	l := newLab(t, hostile[0])
	for i, bad := range append(hostile, `</script><script>window.pwned = 1</script>`) {
		l.event(trace.Event{T: int64(i) * 1e6, Kind: trace.Up, P: bad})
	}
	l.event(trace.Event{T: 19e6, Kind: trace.OpStart, P: hostile[1], Proto: hostile[0], ID: 1, Detail: hostile[5]})
	for i, bad := range hostile {
		if i != 1 {
			l.message(20e6+int64(i)*1e6, 5e6, hostile[1], bad, hostile[0], 1)
		}
	}
	l.event(trace.Event{T: 40e6, Kind: trace.OpEnd, P: hostile[1], Proto: hostile[0], ID: 1, Detail: hostile[2]})
	s := use(t, l.write())
	if !strings.Contains(s.First, hostile[1]) || s.Rows != 1 {
		t.Errorf("%d rows, detail %q", s.Rows, s.First)
	}
}

// TestBrowserLarge: a page of a million events can be used like any other.
func TestBrowserLarge(t *testing.T) {
	l := newLab(t, "large")
	busy(l, 1000, 56_000)
	s := use(t, l.write())
	if s.Rows != 100 || !s.Fits || !s.Zooms || !s.Pans || !s.Slides {
		t.Errorf("%d rows, fits %t, zooms %t, pans %t, slides %t; want 100 and all", s.Rows, s.Fits, s.Zooms, s.Pans, s.Slides)
	}
}

// TestBrowserNoLog: without a log the page still works.
func TestBrowserNoLog(t *testing.T) {
	l := newLab(t, "busy")
	busy(l, 5, 5)
	dir := l.write()
	for _, name := range []string{trace.EventsFile, trace.MetricsFile} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	if err := Write(dir); err != nil {
		t.Fatal(err)
	}
	dom, logged := chromium(t, filepath.Join(dir, File), "--dump-dom")
	if lines := console(logged); len(lines) > 0 || !strings.Contains(dom, `data-ready="yes"`) {
		t.Errorf("not ready, or on the console: %v", lines)
	}
}

// TestBrowserSees: these tests would see a script that the policy stops.
func TestBrowserSees(t *testing.T) {
	l := newLab(t, "x")
	busy(l, 3, 3)
	page, _ := rendered(t, l.write(), standard)
	for _, injected := range []string{`<script>document.title = "got in"</script>`, `<img src="https://example.org/x.png">`, `<p style="color: red">`} {
		file := filepath.Join(t.TempDir(), "bad.html")
		if err := os.WriteFile(file, []byte(strings.Replace(page, "<main>", "<main>"+injected, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
		dom, logged := chromium(t, file, "--dump-dom")
		if lines := console(logged); !strings.Contains(fmt.Sprint(lines), "Content Security Policy") || strings.Contains(dom, "<title>got in") {
			t.Errorf("%s got in; on the console: %v", injected, lines)
		}
	}
}
