package hostlog

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"testing"

	golog "github.com/ipfs/go-log/v2"
	"github.com/libp2p/go-libp2p/gologshim"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]Levels{
		"debug":                  {"": golog.LevelDebug},
		"dht=debug":              {"": golog.LevelError, "dht": golog.LevelDebug},
		"warn,dht=info,a/b=warn": {"": golog.LevelWarn, "dht": golog.LevelInfo, "a/b": golog.LevelWarn},
	} {
		if got, err := Parse(text); err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s: %v, %v, want %v", text, got, err, want)
		}
	}
	for _, bad := range []string{"loud", "dht=", "=debug", "debug,,info", "dht=loud"} {
		if _, err := Parse(bad); err == nil {
			t.Errorf("%q is read", bad)
		}
	}
}

// verbose is an error that, asked for all, tells a path.
type verbose struct{ error }

func (verbose) Format(s fmt.State, _ rune) { fmt.Fprint(s, "/home/somebody/file.go:12") }

// TestTake: loggers made before and after, of go-log, of go-libp2p and of log/slog, are heard
// from their levels on, with their fields in order.
func TestTake(t *testing.T) {
	before := golog.Logger("before")
	shim := gologshim.Logger("swarm")
	var heard []string
	levels, err := Parse("warn,before=debug,after=info,shim=debug")
	if err != nil {
		t.Fatal(err)
	}
	Take(levels, func(logger, level, text string) { heard = append(heard, logger+" "+level+" "+text) })
	after := golog.Logger("after")
	before.Debugw("a", "k", 1, "b", "x")
	before.With("id", 7).Debug("with")
	after.Debug("not heard")
	after.Infof("%d of %d", 1, 2)
	before.Errorw("failed", "err", verbose{errors.New("why")})
	shim.Info("not heard")
	shim.Warn("w", "n", 3)
	gologshim.Logger("shim").Debug("d")
	slog.Info("not heard")
	slog.ErrorContext(context.Background(), "s", "k", "v")
	want := []string{
		`before debug a {"k":1,"b":"x"}`,
		`before debug with {"id":7}`,
		`after info 1 of 2`,
		`before error failed {"err":"why"}`,
		`swarm warn w {"n":3}`,
		`shim debug d`,
		` error s {"k":"v"}`,
	}
	if !slices.Equal(heard, want) {
		t.Errorf("heard\n%q\nwant\n%q", heard, want)
	}
}
