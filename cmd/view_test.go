//go:build simsealed

package cmd

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/report/log"
	"github.com/libp2p-sim/sim/sim/trace"
)

// startView starts sim view and returns the address that it prints. stop sends it a
// signal, waits for its end and returns the rest of its output.
func startView(t *testing.T, env []string, args ...string) (url string, stop func(os.Signal) (stdout, stderr string)) {
	t.Helper()
	cmd := simCommand(t, append([]string{"view"}, args...)...)
	cmd.Env = append(os.Environ(), env...)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	lines := bufio.NewReader(out)
	line, err := lines.ReadString('\n')
	if err != nil || !regexp.MustCompile(`^http://127\.0\.0\.1:[0-9]+/\n$`).MatchString(line) {
		t.Fatalf("sim view %v prints %q, %v\n%s", args, line, err, &errs)
	}
	return strings.TrimSpace(line), func(s os.Signal) (string, string) {
		t.Helper()
		if err := cmd.Process.Signal(s); err != nil {
			t.Fatal(err)
		}
		rest, err := io.ReadAll(lines)
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			t.Errorf("sim view %v ends with %v\n%s", args, err, &errs)
		}
		return string(rest), errs.String()
	}
}

func fetch(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v\n%.500s", url, resp.Status, err, body)
	}
	return string(body)
}

// TestView: sim view serves the runs of a folder until Ctrl-C, and then ends as
// it should.
func TestView(t *testing.T) {
	dir := lawfulDir(t)
	t.Chdir(dir)
	simulate(t, exitOK, "run", "ping", "-q")
	simulate(t, exitOK, "run", "ping", "-q", "--seed", "2")
	runs, err := filepath.Glob("results/ping/*")
	if err != nil || len(runs) != 2 {
		t.Fatal(runs, err)
	}
	url, stop := startView(t, nil)
	list := fetch(t, url)
	for _, run := range runs {
		at, _ := strings.CutPrefix(run, "results/")
		if !strings.Contains(list, `href="/run/`+at+`/"`) {
			t.Errorf("%s is not listed", at)
		}
		fetch(t, url+"run/"+at+"/")
		var w struct {
			Events   int64
			Messages struct{ T []int64 }
		}
		if err := json.Unmarshal([]byte(fetch(t, url+"run/"+at+"/window?from=10000000000&to=20000000000")), &w); err != nil {
			t.Fatal(err)
		}
		if want := countSent(t, run, 10*time.Second, 20*time.Second); len(w.Messages.T) != want || want == 0 {
			t.Errorf("%s: %d messages in ten seconds, the log has %d", run, len(w.Messages.T), want)
		}
	}
	if resp, err := http.Get(url + "run/%2e%2e/%2e%2e/etc/passwd"); err != nil || resp.StatusCode != http.StatusNotFound {
		t.Errorf("what is outside: %v, %v", resp, err)
	}
	if out, errs := stop(os.Interrupt); out != "" || errs != "" {
		t.Errorf("it also says %q and %q", out, errs)
	}
	if _, err := http.Get(url); err == nil {
		t.Error("it still answers")
	}
	_, stop = startView(t, nil, runs[0])
	stop(syscall.SIGTERM)
}

func countSent(t *testing.T, run string, from, to time.Duration) (n int) {
	t.Helper()
	l, err := log.Open(run)
	if err != nil {
		t.Fatal(err)
	}
	f, err := log.Query{From: from, To: to, Kinds: []string{"send"}}.Filter()
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range f.Select(l.Events()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// TestViewPortAndBrowser: --port chooses the port, a port that is taken is an
// error, and a browser is opened only if --open says so.
func TestViewPortAndBrowser(t *testing.T) {
	dir, bin := t.TempDir(), t.TempDir()
	opened := filepath.Join(bin, "opened")
	for _, name := range []string{"xdg-open", "open"} {
		if err := os.WriteFile(filepath.Join(bin, name), []byte("#!/bin/sh\necho \"$1\" > "+opened+".tmp && mv "+opened+".tmp "+opened+"\n"), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	env := []string{"PATH=" + bin + ":" + os.Getenv("PATH")}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(free.Addr().String())
	taken, err := exec.Command(simCommand(t).Path, "view", dir, "--port", port).CombinedOutput()
	if err == nil || !strings.Contains(string(taken), "sim: --port "+port+": listen tcp 127.0.0.1:"+port) {
		t.Errorf("a port that is taken: %v, %s", err, taken)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	url, stop := startView(t, env, dir, "--port", port)
	if want := fmt.Sprintf("http://127.0.0.1:%s/", port); url != want {
		t.Errorf("it serves %s, want %s", url, want)
	}
	stop(os.Interrupt)
	if _, err := os.Stat(opened); err == nil {
		t.Error("a browser was opened though nobody asked for it")
	}
	url, stop = startView(t, env, dir, "--open")
	waitForGrowth(t, opened)
	if got, err := os.ReadFile(opened); err != nil || string(got) != url+"\n" {
		t.Errorf("a browser was opened at %q, want %s (%v)", got, url, err)
	}
	stop(os.Interrupt)
	url, stop = startView(t, []string{"PATH="}, dir, "--open")
	fetch(t, url)
	if _, errs := stop(os.Interrupt); !strings.HasPrefix(errs, "sim: no browser was opened: ") {
		t.Errorf("without a browser it says %q", errs)
	}
}

// TestViewRunning: a run that goes on is shown as far as it has come, and its
// viewer learns when it is done.
func TestViewRunning(t *testing.T) {
	dir := lawfulDir(t)
	run := filepath.Join(dir, "run")
	cmd := simCommand(t, "run", "churn", "--progress", "none", "-q", "--out", run)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitForGrowth(t, filepath.Join(run, trace.EventsFile))
	url, stop := startView(t, nil, dir)
	page := fetch(t, url+"run/run/")
	for _, want := range []string{`data-served="live"`, "The run has no manifest.json: it goes on"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %s", want)
		}
	}
	resp, err := http.Get(url + "run/run/live")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	type progress struct {
		Events, End int64
		Done        bool
	}
	var told []progress
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		var p progress
		if err := json.Unmarshal([]byte(data), &p); err != nil {
			t.Fatal(err)
		}
		if told = append(told, p); len(told) == 3 {
			if err := cmd.Process.Signal(os.Interrupt); err != nil { // it has been long enough
				t.Fatal(err)
			}
		}
	}
	_ = cmd.Wait()
	for i, p := range told {
		if i > 0 && (p.Events < told[i-1].Events || p.End < told[i-1].End) || p.Done != (i == len(told)-1) {
			t.Errorf("it is told %+v", told)
			break
		}
	}
	l, err := log.Open(run)
	if err != nil {
		t.Fatal(err)
	}
	if last := told[len(told)-1]; last.Events != l.Manifest.Events || len(told) < 3 {
		t.Errorf("at the end it is told of %d events, in %d parts; the log has %d", last.Events, len(told), l.Manifest.Events)
	}
	if page := fetch(t, url+"run/run/"); !strings.Contains(page, `data-served="still"`) || !strings.Contains(page, "interrupted") {
		t.Error("the page of the run that has ended does not say so")
	}
	stop(os.Interrupt)
}
