//go:build simsealed && linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/libp2p-sim/sim/protocols"
	"github.com/libp2p-sim/sim/scenarios"
	runs "github.com/libp2p-sim/sim/scenarios/run"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/trace"
)

// room is the protocol by which scenarios know the program: it runs main on every machine,
// and has members read each other's pages.
var room = protocols.New(protocols.Definition[options, *crowd]{
	Name: "room", Doc: "The chat room of examples/app, whose main runs on every machine.",
	Machine: true,
	Options: options{Every: 10 * time.Second},
	Metrics: []trace.MetricDef{
		{Name: "room.heard", Unit: "peers", Kind: trace.Count, Help: "Members of whom a member has heard, by its page.", Caption: trace.Caption{Title: "Members heard", Axis: "members", Noun: "pages"}},
		{Name: "room.page", Unit: "1", Kind: trace.Ratio, Help: "Pages that could be read.", Caption: trace.Caption{Title: "Pages that could be read", Axis: "read", Noun: "pages"}},
	},
	Ops: []protocols.Op{protocols.NewOp("look", "A member reads the page of another.", struct{}{}, (*crowd).look)},
	New: func(w *sim.World, o options) (*crowd, error) { return &crowd{world: w, options: o}, nil },
})

type options struct {
	Every time.Duration `yaml:"every" doc:"How often a member says something." min:"1s"`
}

type crowd struct {
	protocols.Idle
	world   *sim.World
	options options
}

// Start implements protocols.Instance.
func (m *crowd) Start(n *sim.Node) error {
	args := []string{"-every", m.options.Every.String()}
	if first := m.world.Nodes()[0]; first != n {
		args = append(args, "-join", "http://"+first.Name+":8080/")
	}
	n.Exec(main, "app", args...)
	return nil
}

func (m *crowd) look(_ *struct{}, r *rand.Rand) {
	up := m.world.SelectUp("all")
	if len(up) < 2 {
		return
	}
	by, of := sim.Pick(r, up), sim.Pick(r, up)
	by.Go(func() {
		var s Status
		protocols.Operation{Name: "room.look", About: of.Name, Limit: 10 * time.Second, Success: "room.page"}.Do(by, func(ctx context.Context) (string, error) {
			q, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+of.Name+":8080/", nil)
			if err != nil {
				return "", err
			}
			a, err := http.DefaultClient.Do(q)
			if err != nil {
				return "", err
			}
			defer a.Body.Close()
			if err := json.NewDecoder(a.Body).Decode(&s); err != nil {
				return "", err
			}
			m.world.Emit("room.heard", float64(len(s.Heard)), of.Name, "")
			return "", nil
		})
	})
}

// TestMain makes the test binary one that can run scenarios.
func TestMain(m *testing.M) {
	runs.Init([]protocols.Protocol{room})
	os.Exit(m.Run())
}

// TestScenario plays app.yaml, twice the same.
func TestScenario(t *testing.T) {
	text, err := os.ReadFile("app.yaml")
	if err != nil {
		t.Fatal(err)
	}
	spec, err := scenarios.Load("app.yaml", text, []protocols.Protocol{room}, nil)
	if err != nil {
		t.Fatal(err)
	}
	prints := map[string]bool{}
	for _, name := range []string{"one", "two"} {
		r, err := runs.Do(t.Context(), filepath.Join(t.TempDir(), name), spec, runs.Options{Keep: runs.All})
		if err != nil {
			t.Fatal(err)
		}
		if b := runs.BreakageOf(r.Summary); b != nil {
			t.Error(b)
		}
		prints[r.Manifest.Fingerprint] = true
	}
	if len(prints) != 1 {
		t.Error(errors.New("two runs differ"))
	}
}
