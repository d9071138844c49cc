package random

import (
	"fmt"
	"strings"
)

// network draws the peers and the network between them.
func (d *drawer) network() *peers {
	p := &peers{}
	d.line("network:")
	latency, places := d.latency()
	d.line("  peers:")
	if d.maybe(30) {
		p.lan = "home"
	}
	for i := range d.between(1, 3) {
		name, count := fmt.Sprintf("g%c", 'a'+i), d.between(1, 6)
		if i == 0 {
			count = d.between(2, 9)
		}
		p.names, p.counts = append(p.names, name), append(p.counts, count)
		d.line("    - {%s}", strings.Join(d.group(p, name, count, i, places), ", "))
	}
	d.line("  latency: %s", latency)
	d.onTheWay(latency, places)
	d.dials()
	if p.lan != "" {
		d.line("  lans: [{lan: home, latency: %dus, loss: %d%%}]", d.between(0, 2000), d.r.IntN(50))
	}
	d.hosts()
	d.windows()
	return p
}

// hosts lets a fifth of all scenarios have hosts of libp2p.New.
func (d *drawer) hosts() {
	r := d.stack
	if r.IntN(5) > 0 {
		return
	}
	keys := []string{
		"transports: " + []string{"tcp", "quic", "both"}[r.IntN(3)], "security: " + []string{"tls", "noise", "both", "none"}[r.IntN(4)],
		fmt.Sprintf("autonat: %t", r.IntN(3) == 0),
	}
	if r.IntN(2) == 0 {
		keys = append(keys, "relays: ga", fmt.Sprintf("hole_punching: %t", r.IntN(2) == 0))
	}
	if r.IntN(4) == 0 {
		keys = append(keys, fmt.Sprintf("limits: {conns: %d, streams: %d}", 1+r.IntN(20), 1+r.IntN(100)))
	}
	d.line("  stack: libp2p")
	d.line("  libp2p: {%s}", strings.Join(keys, ", "))
	if r.IntN(4) == 0 {
		d.line("  record: packets")
	}
}

// windows lets half of the scenarios whose connections are TCP's have a congestion window.
func (d *drawer) windows() {
	if r := d.later; r.IntN(2) == 0 && !strings.Contains(d.out.String(), "handshake: quic") {
		d.line("  tcp: %s", []string{"reno", "cubic"}[r.IntN(2)])
	}
}

// group draws the keys of the i-th group.
func (d *drawer) group(p *peers, name string, count, i int, places bool) []string {
	keys := []string{"group: " + name, fmt.Sprintf("count: %d", count)}
	if i > 0 && d.maybe(40) {
		keys = append(keys, "dialable: false")
	}
	if d.maybe(25) {
		keys = append(keys, fmt.Sprintf("up: %dkbit", d.between(64, 20000)), fmt.Sprintf("queue: %dKiB", d.between(1, 256)))
	}
	if d.maybe(25) {
		keys = append(keys, fmt.Sprintf("down: %dkbit", d.between(64, 20000)))
	}
	if p.lan != "" && (i == 0 || d.maybe(50)) {
		keys = append(keys, "lan: "+p.lan)
	}
	if places && d.maybe(40) {
		keys = append(keys, fmt.Sprintf("position: {x: %d, y: %d, height: %d}", d.between(-50, 50), d.between(-50, 50), d.r.IntN(10)))
	}
	if i > 0 && d.late.IntN(6) == 0 {
		keys = append(keys, "adversary: {"+d.adversary(p)+"}")
	}
	return keys
}

// adversary draws how a group departs from protocols.
func (d *drawer) adversary(p *peers) string {
	r := d.late
	keys := []string{"behaviour: " + []string{"silent", "refuse"}[r.IntN(2)]}
	if r.IntN(2) == 0 {
		keys = append(keys, fmt.Sprintf("after: %ds", r.IntN(60)))
	}
	if r.IntN(2) == 0 {
		keys = append(keys, fmt.Sprintf(`near: {peer: "%s[0]", bits: %d}`, p.names[0], 1+r.IntN(8)))
	}
	if r.IntN(3) == 0 {
		keys = append(keys, fmt.Sprintf("victims: %s, degree: %d", p.names[0], 1+r.IntN(3)))
	}
	return strings.Join(keys, ", ")
}

// latency draws a latency, and whether peers have positions in it. A latency of
// zero is not among them: with it, protocols do without end at one instant the
// work of minutes elsewhere.
func (d *drawer) latency() (text string, places bool) {
	switch d.r.IntN(10) {
	case 0, 1:
		return fmt.Sprintf("{constant: %s}", d.ms(1, 120)), false
	case 2:
		return fmt.Sprintf("{table: %s}", pick(d, "aws33", "planetlab490", "world8")), false
	case 3:
		return fmt.Sprintf("{coordinates: {square: {side: %s, height: %s}, kind: %s}}", d.ms(10, 150), d.ms(1, 10), pick(d, "rtt", "one-way")), true
	case 4:
		return `{matrix: {file: {name: m.csv, text: "x,a,b\na,5,40\nb,42,7\n"}, kind: one-way}}`, false
	case 5:
		return `{graph: {file: {name: g.gml, text: "graph [ directed 0 node [ id 0 ] node [ id 1 ] edge [ source 0 target 0 latency \"3 ms\" ] edge [ source 1 target 1 latency \"4 ms\" ] edge [ source 0 target 1 latency \"30 ms\" jitter \"2 ms\" packet_loss 0.001 ] ]"}}}`, false
	case 6:
		return fmt.Sprintf("{uniform: {min: %s, max: %s}}", d.ms(1, 20), d.ms(21, 150)), false
	case 7:
		return fmt.Sprintf("{exponential: {mean: %s}}", d.ms(2, 60)), false
	case 8:
		return fmt.Sprintf("{lognormal: {median: %s, sigma: 0.%d}}", d.ms(5, 60), d.between(1, 8)), false
	default:
		return fmt.Sprintf("{gamma: {shape: 2, mean: %s}}", d.ms(2, 60)), false
	}
}

// onTheWay draws jitter and loss.
func (d *drawer) onTheWay(latency string, places bool) {
	drawn := !places && !strings.Contains(latency, "constant") && !strings.Contains(latency, "table") &&
		!strings.Contains(latency, "matrix") && !strings.Contains(latency, "graph")
	if drawn && d.maybe(30) {
		d.line("  asymmetric: true")
	}
	switch {
	case strings.Contains(latency, "aws33") && d.maybe(50):
		d.line("  jitter: measured")
	case d.maybe(40):
		d.line("  jitter: %s", d.law(d.between(1, 15)))
	}
	switch d.r.IntN(6) {
	case 0:
		d.line("  loss: %d.%d%%", d.r.IntN(8), d.r.IntN(10))
	case 1:
		d.line("  loss: {bursts: {mean: %d%%, length: %d}}", d.between(1, 8), d.between(2, 12))
	case 2:
		d.line("  loss: {gilbert-elliott: {good_to_bad: 1%%, bad_to_good: %d%%, good: 0.1%%, bad: %d%%}}", d.between(10, 60), d.between(10, 90))
	}
}

// dials draws the costs of dials, and when a silent connection is given up.
func (d *drawer) dials() {
	if d.maybe(60) {
		keys := []string{
			"handshake: " + pick(d, "tcp-noise-yamux", "quic", "none"),
			"timeout: " + pick(d, "5s", "1s", "{pareto: {shape: 2, scale: 2s}}", "{uniform: {min: 1s, max: 20s}}"),
			"offline: " + pick(d, "timeout", "refuse"), fmt.Sprintf("backoff: %t", d.maybe(50)),
		}
		if d.maybe(20) {
			keys = append(keys, fmt.Sprintf("round_trips: %d", d.r.IntN(5)))
		}
		d.line("  dial: {%s}", strings.Join(keys, ", "))
	}
	if d.maybe(30) {
		d.line("  keepalive: {interval: %s, timeout: %s}", d.ms(2000, 40000), d.ms(1000, 15000))
	}
	if d.maybe(20) {
		low := d.between(1, 12)
		d.line("  connections: {low: %d, high: %d, grace: %s}", low, low+d.r.IntN(8), d.ms(0, 60000))
	}
}

// bootstrap draws which peers know each other at first.
func (d *drawer) bootstrap(p *peers) {
	if d.maybe(20) {
		return
	}
	all := 0
	for _, n := range p.counts {
		all += n
	}
	graph := pick(d, "random", "full", "line", "path", "ring", "star", "tree", "grid", "random-regular", "small-world", "scale-free", "none")
	if all < 3 && (graph == "small-world" || graph == "random-regular") {
		graph = "full"
	}
	keys := []string{"graph: " + graph}
	switch graph {
	case "random", "scale-free":
		if d.maybe(50) {
			keys = append(keys, fmt.Sprintf("degree: %d", d.between(1, max(1, min(3, all-1)))))
		}
	case "tree":
		keys = append(keys, fmt.Sprintf("branching: %d", d.between(1, 4)))
	}
	if d.maybe(60) {
		keys = append(keys, "interval: "+d.ms(0, 1500))
	}
	d.line("bootstrap: {%s}", strings.Join(keys, ", "))
}
