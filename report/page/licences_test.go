package page

import (
	"html"
	"os"
	"strings"
	"testing"

	"github.com/libp2p-sim/sim/report/page/internal/lab"
)

// TestLicences: a page carries the licence of everything in web/vendor, and
// RATIONALE.md names the same versions.
func TestLicences(t *testing.T) {
	l := lab.New(t, "x")
	lab.Busy(l, 3, 3)
	page, _ := rendered(t, l.Write(), standard)
	why, err := os.ReadFile("../../RATIONALE.md")
	if err != nil {
		t.Fatal(err)
	}
	vendored, err := os.ReadDir("web/vendor")
	if err != nil || len(vendored) != len(licences) {
		t.Fatalf("%d folders and %d licences (%v)", len(vendored), len(licences), err)
	}
	for i, dir := range vendored {
		x := licences[i]
		if x.Name != dir.Name() || !strings.Contains(html.UnescapeString(page), x.Text) || !strings.Contains(page, x.Name+" "+x.Version) {
			t.Errorf("the page lacks the licence of %s", dir.Name())
		}
		if !strings.Contains(strings.ToLower(string(why)), x.Name+" "+x.Version) {
			t.Errorf("RATIONALE.md does not name %s %s", x.Name, x.Version)
		}
	}
}
