// Package hostlog takes what the libraries of hosts log, those with go-log and those with
// go-libp2p's bridge to it, in place of standard error.
//
// Its noun is the [Levels], which say from which level on a logger is heard, in go-log's own
// words: "warn", or "error,dht=debug".
package hostlog

import (
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"

	golog "github.com/ipfs/go-log/v2"
	"github.com/libp2p/go-libp2p/gologshim"
	"go.uber.org/zap/zapcore"
)

// Levels are those of loggers, by name; "" is all others.
type Levels map[string]golog.LogLevel

// Parse reads levels: one for all, and LOGGER=LEVEL, separated by commas. All others are
// heard from error on if nothing is said.
func Parse(text string) (Levels, error) {
	all := Levels{"": golog.LevelError}
	for part := range strings.SplitSeq(text, ",") {
		logger, level, named := strings.Cut(part, "=")
		if !named {
			logger, level = "", part
		}
		l, err := golog.Parse(level)
		if err != nil || level == "" || named && logger == "" {
			return nil, fmt.Errorf("%q is no level, and no LOGGER=LEVEL with one: debug, info, warn or error", part)
		}
		all[logger] = l
	}
	return all, nil
}

// Take lets say hear all that is logged in the process from now on: by which logger, at which
// level, what. It changes loggers, and so comes before a sealed run.
func Take(levels Levels, say func(logger, level, text string)) {
	c := golog.GetConfig()
	c.Level, c.SubsystemLevels = levels[""], map[string]golog.LogLevel{}
	for name, l := range levels {
		if name != "" {
			c.SubsystemLevels[name] = l
		}
	}
	golog.SetupLogging(c)
	golog.SetPrimaryCore(core{say: say, others: zapcore.Level(levels[""]), encoder: zapcore.NewJSONEncoder(zapcore.EncoderConfig{SkipLineEnding: true})})
	gologshim.SetDefaultHandler(golog.SlogHandler())
	slog.SetDefault(slog.New(golog.SlogHandler()))
	for _, name := range slices.Sorted(maps.Keys(c.SubsystemLevels)) { // those made later
		if err := golog.SetLogLevel(name, c.SubsystemLevels[name].String()); err != nil {
			panic(err)
		}
	}
}

// A core is a zap core that tells what is written.
type core struct {
	say     func(logger, level, text string)
	others  zapcore.Level // from which on those without a name are heard
	encoder zapcore.Encoder
	with    []zapcore.Field
}

// Enabled implements zapcore.Core: go-log's loggers have levels of their own.
func (core) Enabled(zapcore.Level) bool { return true }

// With implements zapcore.Core.
func (c core) With(fields []zapcore.Field) zapcore.Core {
	c.with = append(slices.Clip(c.with), fields...)
	return c
}

// Check implements zapcore.Core.
func (c core) Check(e zapcore.Entry, checked *zapcore.CheckedEntry) *zapcore.CheckedEntry {
	return checked.AddCore(e, c)
}

// Write implements zapcore.Core.
func (c core) Write(e zapcore.Entry, fields []zapcore.Field) error {
	logger := e.LoggerName
	all := slices.DeleteFunc(append(slices.Clip(c.with), fields...), func(f zapcore.Field) bool {
		if f.Key == "logger" && logger == "" { // as slog has it
			logger = f.String
		}
		return f.Key == "logger"
	})
	if logger == "" && e.Level < c.others {
		return nil
	}
	for i, f := range all {
		if err, ok := f.Interface.(error); ok && f.Type == zapcore.ErrorType { // without its stack, which has paths
			all[i] = zapcore.Field{Key: f.Key, Type: zapcore.StringType, String: err.Error()}
		}
	}
	b, err := c.encoder.Clone().EncodeEntry(zapcore.Entry{}, all)
	if err != nil {
		return err
	}
	text := e.Message
	if rest := b.String(); rest != "{}" {
		text += " " + rest
	}
	b.Free()
	c.say(logger, e.Level.String(), text)
	return nil
}

// Sync implements zapcore.Core.
func (core) Sync() error { return nil }
