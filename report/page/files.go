package page

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/libp2p-sim/sim/report"
	"github.com/libp2p-sim/sim/report/internal/finding"
	"github.com/libp2p-sim/sim/sim/quantity"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// loadSummary fills in expectations and metrics.
func (v *view) loadSummary(dir string) {
	content, err := os.ReadFile(filepath.Join(dir, trace.SummaryFile))
	if errors.Is(err, fs.ErrNotExist) {
		v.Left = append(v.Left, trace.SummaryFile+" is missing: there are no expectations and no key numbers.")
		return
	}
	var s report.Summary
	if err == nil {
		err = json.Unmarshal(content, &s)
	}
	if err != nil {
		v.Left = append(v.Left, fmt.Sprintf("%s is damaged: there are no expectations and no key numbers (%v).", trace.SummaryFile, err))
		return
	}
	v.expectations(s)
	v.metrics(s)
	for _, told := range s.Skipped() {
		v.Findings = append(v.Findings, finding.Finding{Text: say.Capital(told) + "."})
	}
	if told := v.silence(len(s.Metrics)); told != "" {
		v.Findings = append(v.Findings, finding.Finding{Text: told})
	}
}

// mostSilent is how many metrics without samples are told by name.
const mostSilent = 4

// silence says which of all metrics have no samples.
func (v *view) silence(all int) string {
	n := len(v.Silent)
	which := ", which Numbers names"
	if n <= mostSilent {
		which = ": " + strings.Join(v.Silent, ", ")
	}
	switch n {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("1 of %s has no samples%s.", quantity.Count(int64(all), "metric"), which)
	}
	return fmt.Sprintf("%d of %s have no samples%s.", n, quantity.Count(int64(all), "metric"), which)
}

// loadScenario takes the scenario as it is, or its beginning.
func (v *view) loadScenario(dir string) {
	content, err := os.ReadFile(filepath.Join(dir, trace.ScenarioFile))
	if err != nil {
		v.Left = append(v.Left, trace.ScenarioFile+" is missing.")
		return
	}
	if len(content) > standard.scenario {
		v.Left = append(v.Left, fmt.Sprintf("Of the scenario's %s it shows the first %s.",
			quantity.Count(int64(len(content)), "byte"), quantity.Count(int64(standard.scenario), "byte")))
		content = content[:standard.scenario]
	}
	v.Scenario = string(bytes.ToValidUTF8(content, []byte("�")))
}
