package overlay

import "slices"

// An edit replaces one anchor in one file of the standard library.
type edit struct {
	file   string // below GOROOT/src
	anchor string // must occur exactly once, or at least once if all is set
	with   string
	why    string
	all    bool
}

// The anchors are whole lines, so that a change of meaning nearby is likely to
// break them loudly.
var edits = slices.Concat(drawEdits, timerEdits, schedulerEdits, environmentEdits, cryptoEdits, socketEdits)
