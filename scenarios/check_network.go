package scenarios

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"

	"github.com/libp2p-sim/sim/scenarios/underlay"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

// checkGround lays the ground of the network, and with it finds what is wrong
// with tables, files and manifests.
func (d *decoder) checkGround() {
	net := &d.spec.Network
	if !d.given("network") || !d.sound("network") {
		return
	}
	kube := net.Kubernetes != nil
	for _, key := range []string{"peers", "latency", "asymmetric", "jitter", "loss"} {
		at := join("network", key)
		switch {
		case kube && d.given(at):
			d.fault(at, d.node(at), key+" beside kubernetes", "either kubernetes, or peers and latency", "")
		case !kube && !d.given(at) && (key == "peers" || key == "latency") && !d.bad[at]:
			d.fault(at, d.node("network"), key+" is missing", map[string]string{"peers": "a list", "latency": nounOf(field{}, reflect.TypeFor[Latency]())}[key]+"; or kubernetes", "")
		case key == "asymmetric" && net.Asymmetric && !kube:
			if law := net.Latency.Law; d.given("network.latency") && (law == nil || law.Params().Law == dist.ConstantLaw) {
				d.fault(at, d.node(at), "asymmetric with a latency that is not drawn", "a latency such as uniform or lognormal", "")
			}
		}
	}
	if c := net.Latency.Coordinates; c != nil && (c.File == nil) == (c.Square == nil) {
		at := "network.latency.coordinates"
		d.fault(at, d.node(at), "coordinates have a file and a square, or neither", "one of file or square", "")
	}
	if d.unsound("network") {
		return
	}
	g, err := underlay.Lay(net)
	var ge underlay.Error
	if errors.As(err, &ge) {
		d.groundFault(ge)
		return
	}
	d.ground = g
}

// unsound reports whether any value below path has a problem.
func (d *decoder) unsound(path string) bool {
	for p := range d.bad {
		if p == path || len(p) > len(path) && p[:len(path)+1] == path+"." {
			return true
		}
	}
	return false
}

// groundFault places what is wrong, in the file that the scenario names if it
// is there.
func (d *decoder) groundFault(e underlay.Error) {
	d.bad[e.Path] = true
	n := d.node(e.Path)
	name := d.fileNamed(e.Path)
	for _, err := range flatten(e.Err) {
		f := say.FaultOf(err)
		switch {
		case f.File != "" && f.Line > 0: // it knows better
			d.note(*f)
		case f.File != "":
			d.fault(e.Path, n, f.File+": "+f.Message, f.Want, f.Hint)
		case f.Line > 0:
			d.note(Problem{File: name, Line: f.Line, Column: max(f.Column, 1), Message: f.Message, Want: f.Want, Hint: f.Hint})
		default:
			d.fault(e.Path, n, f.Message, f.Want, f.Hint)
		}
	}
}

// fileNamed is the name of the file that a value holds, else of the scenario.
func (d *decoder) fileNamed(path string) string {
	n := d.at[path]
	if n == nil {
		return d.file
	}
	if held := d.at[join(path, "name")]; held != nil {
		return held.Value
	}
	if n.Value != "" {
		return n.Value
	}
	return d.file
}

// flatten takes joined errors apart.
func flatten(err error) []error {
	var many interface{ Unwrap() []error }
	if !errors.As(err, &many) {
		return []error{err}
	}
	var out []error
	for _, e := range many.Unwrap() {
		out = append(out, flatten(e)...)
	}
	return out
}

// checkRegions holds regions, positions and LANs of groups against the network,
// and spreads peers without a region over the regions that there are.
func (d *decoder) checkRegions() {
	net := &d.spec.Network
	if d.ground == nil || net.Kubernetes != nil {
		return
	}
	lans := map[string]bool{}
	var lanNames []string
	for i, l := range net.LANs {
		at := "network.lans." + strconv.Itoa(i) + ".lan"
		if lans[l.LAN] {
			d.fault(at, d.node(at), fmt.Sprintf("LAN %q is here twice", l.LAN), "each LAN once", "")
		}
		lans[l.LAN] = true
		lanNames = append(lanNames, l.LAN)
	}
	regions := d.ground.Regions
	for i := 0; i < len(net.Peers) && !d.problems.full(); i++ {
		g, at := &net.Peers[i], join(groupPath(i), "region")
		switch {
		case regions == nil && g.Region != "":
			d.fault(at, d.node(at), fmt.Sprintf("region %q needs a latency table", say.Clip(g.Region)), "no region, or a latency that is a table, matrix or graph", "")
		case regions != nil && g.Region == "":
			g.Region = Weighted
		case regions != nil && g.Region != Weighted && d.ground.Region(g.Region) < 0:
			want, hint := "weighted or a region of the latency", near.Word(g.Region, append([]string{Weighted}, regions...))
			if hint == "" {
				want = "weighted, " + say.List(regions)
			}
			d.fault(at, d.node(at), fmt.Sprintf("the latency has no region %q", say.Clip(g.Region)), want, hint)
		}
		if at := join(groupPath(i), "position"); g.Position != nil && net.Latency.Coordinates == nil {
			d.fault(at, d.node(at), "a position needs latency coordinates", "no position, or latency: {coordinates: …}", "")
		}
		if at := join(groupPath(i), "lan"); g.LAN != "" && !lans[g.LAN] {
			d.fault(at, d.node(at), fmt.Sprintf("no LAN is called %q", g.LAN), say.List(append(slices.Clip(lanNames), "a LAN of network.lans")), near.Word(g.LAN, lanNames))
		}
	}
	if d.ground != nil {
		d.ground.Groups = net.Peers // with their regions
	}
}
