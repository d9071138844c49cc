package scenarios

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/duration"
	"github.com/libp2p-sim/sim/sim/hostlog"
)

const (
	// maxPeers is how many peers a network may have.
	maxPeers = 1_000_000
	// maxSamples is how often gauges may be read in one run.
	maxSamples = 1_000_000
	// MaxExpectations is how many expectations a scenario or a study may have, and
	// how many measures.
	MaxExpectations = 1000
)

// check fills in the defaults that follow from other values and notes
// contradictions between values that are right one by one.
func (d *loader) check() {
	d.fillShares()
	d.checkGround()
	d.indexGroups()
	d.checkSample()
	d.checkLogs()
	d.checkGroups()
	d.checkRegions()
	d.checkConnections()
	d.checkStack()
	d.checkTCP()
	d.checkAdversaries()
	d.checkBootstrap()
	d.checkSelectors()
	d.checkExpectations()
	d.checkChurn()
	d.checkFaults()
	d.checkWorkload()
}

// fillShares turns groups that are shares of the network into numbers of peers.
func (d *loader) fillShares() {
	peers := d.spec.Network.Peers
	counted, shares, sound := 0, sim.Share(0), true
	for i := range peers {
		g, at := &peers[i], groupPath(i)
		c, s := strict.Join(at, "count"), strict.Join(at, "share")
		switch {
		case d.Bad[c] || d.Bad[s] || d.Node(at).Kind != yaml.MappingNode:
		case !d.Given(c) && !d.Given(s):
			d.Fault(c, d.Node(at), "count is missing", "a whole number in plain digits, such as 100", "")
		case d.Given(c) && d.Given(s):
			d.Fault(s, d.Node(s), "share beside count", "one of the two", "")
		case d.Given(s) && (g.Share <= 0 || shares+g.Share >= 1):
			d.Fault(s, d.Node(s), "no peers, or none besides", "more than 0%, and with the shares of other groups less than 100%", "")
		default:
			counted, shares = counted+g.Count, shares+g.Share
			continue
		}
		sound = false
	}
	if shares == 0 || !sound {
		return
	}
	if counted == 0 {
		d.Fault("network.peers", d.Node("network.peers"), "shares of no peers", "a group with a count", "")
		return
	}
	all := float64(counted) / float64(1-shares)
	if all > maxPeers {
		d.Fault("network.peers", d.Node("network.peers"), fmt.Sprintf("the groups have more than %d peers", maxPeers), "fewer peers", "")
		return
	}
	for i := range peers {
		if g := &peers[i]; g.Share > 0 {
			g.Count, g.Share = max(1, int(math.Round(all*float64(g.Share)))), 0
		}
	}
}

// indexGroups makes groups and groupsSound: whether all groups are known by name
// and size. If not, nothing can be said about a selector that names one.
func (d *loader) indexGroups() {
	peers := d.spec.Network.Peers
	if d.spec.Network.Kubernetes != nil {
		peers = nil
		if d.ground != nil {
			peers = d.ground.Groups
		}
	}
	if kube := d.spec.Network.Kubernetes != nil; len(peers) == 0 && d.Sound("network.peers") {
		switch {
		case kube && d.ground != nil:
			d.Fault("network.kubernetes", d.Node("network.kubernetes"), "the manifests have no pods", "a Pod, which is a peer for each of its containers", "")
		case !kube && d.Given("network.peers"):
			d.Fault("network.peers", d.Node("network.peers"), "peers is empty", "a group at least", "")
		}
	}
	d.groups = make(map[string]*Group, len(peers))
	d.groupsSound = d.Sound("network.peers") && len(peers) > 0
	for i := range peers {
		g, at := &peers[i], groupPath(i)
		d.groups[g.Group] = g
		d.groupNames = append(d.groupNames, g.Group)
		if g.Group == "" || !d.Sound(strict.Join(at, "group"), strict.Join(at, "count")) {
			d.groupsSound = false
		}
	}
}

func groupPath(i int) string { return "network.peers." + strconv.Itoa(i) }

func (d *loader) checkSample() {
	s := d.spec
	if !d.Given("sample") {
		s.Sample = max(time.Second, (s.Duration / 240).Truncate(time.Second))
		return
	}
	if d.Sound("sample", "duration") && s.Duration/s.Sample > maxSamples {
		d.Fault("sample", d.Node("sample"), fmt.Sprintf("sample %s reads the gauges more than %d times", duration.Format(s.Sample), maxSamples),
			"at least "+duration.Format((s.Duration+maxSamples-1)/maxSamples), "")
	}
}

func (d *loader) checkLogs() {
	if d.spec.Logs == "" || !d.Sound("logs") {
		return
	}
	if _, err := hostlog.Parse(d.spec.Logs); err != nil {
		d.Fault("logs", d.Node("logs"), err.Error(), "a level, such as info, or one for some, such as error,dht=debug", "")
	}
}

func (d *loader) checkGroups() {
	first := map[string]int{}
	total := 0
	for i, g := range d.spec.Network.Peers {
		at := groupPath(i)
		if n := d.Node(strict.Join(at, "group")); g.Group == spec.AllPeers {
			d.Fault(strict.Join(at, "group"), n, `a group is called "all", which selects every peer`, "another name", "")
		} else if line, ok := first[g.Group]; ok && g.Group != "" {
			d.Fault(strict.Join(at, "group"), n, fmt.Sprintf("group %q is here twice, first in line %d", g.Group, line), "each group once", "")
		} else {
			first[g.Group] = n.Line
		}
		if total += max(0, min(g.Count, maxPeers)); total > maxPeers && d.Sound(strict.Join(at, "count")) {
			d.Fault(strict.Join(at, "count"), d.Node(strict.Join(at, "count")), fmt.Sprintf("the groups have more than %d peers", maxPeers), "fewer peers", "")
			return
		}
	}
}

// pastEnd notes a moment after the end of the run.
func (d *loader) pastEnd(path string, at time.Duration) {
	if d.Given(path) && d.Sound(path, "duration") && at > d.spec.Duration {
		d.Fault(path, d.Node(path), fmt.Sprintf("%s %s is after the end of the run", strict.Subject(path), duration.Format(at)),
			"at most "+duration.Format(d.spec.Duration), "")
	}
}

// lateStart notes a beginning that is not before the end of the run: nothing
// would ever happen.
func (d *loader) lateStart(path string, from time.Duration) {
	if d.Given(path) && d.Sound(path, "duration") && from >= d.spec.Duration {
		d.Fault(path, d.Node(path), fmt.Sprintf("%s %s is not before the end of the run", strict.Subject(path), duration.Format(from)),
			"less than "+duration.Format(d.spec.Duration), "")
	}
}

// backwards notes an end that is not after its beginning.
func (d *loader) backwards(from, until string, start, end time.Duration) {
	if d.Given(until) && d.Sound(from, until) && end <= start {
		d.Fault(until, d.Node(until), fmt.Sprintf("until %s is not after from %s", duration.Format(end), duration.Format(start)), "a later time", "")
	}
}

// checkArgs holds the arguments of a step against the options of its protocol.
func (d *loader) checkArgs(step *Step, at string) {
	key := strict.Join(at, step.Op)
	for _, use := range d.spec.Protocols {
		if use.Protocol.Name != step.Protocol || d.unsound(key) || d.unsound("protocols."+step.Protocol) {
			continue
		}
		if op, ok := use.Protocol.Op(step.Op); ok {
			if err := op.Check(use.Options, step.Args); err != nil {
				d.Fault(key, d.Node(key), step.Op+": "+err.Error(), "", "")
			}
		}
	}
}

func (d *loader) checkWorkload() {
	s := d.spec
	for i := 0; i < len(s.Workload) && !d.Problems.Full(); i++ {
		step, at := &s.Workload[i], "workload."+strconv.Itoa(i)
		from, until := strict.Join(at, "from"), strict.Join(at, "until")
		d.pastEnd(strict.Join(at, "at"), step.At)
		d.lateStart(from, step.From)
		d.backwards(from, until, step.From, step.Until)
		if !d.Given(until) && !step.Every.IsZero() {
			step.Until = s.Duration
		}
		d.checkArgs(step, at)
	}
}
