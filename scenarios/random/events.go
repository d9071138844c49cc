package random

import (
	"fmt"
	"slices"
	"strings"
)

// churn draws comings and goings of some groups.
func (d *drawer) churn(p *peers, minutes int) {
	if d.maybe(35) {
		return
	}
	d.line("churn:")
	d.line("  - {%s}", strings.Join(d.churnOf(p.names[0], p.counts[0], minutes), ", "))
	if len(p.names) > 1 && d.maybe(50) {
		d.line("  - {%s}", strings.Join(d.churnOf(p.names[1], p.counts[1], minutes), ", "))
	}
}

// churnOf draws the keys of one entry.
func (d *drawer) churnOf(group string, count, minutes int) []string {
	keys := []string{"group: " + group}
	mean := minutes * 60_000 / d.between(2, 12)
	form := d.r.IntN(8)
	switch form {
	case 0:
		return append(keys, fmt.Sprintf("flash_crowd: {at: %ds, over: %ds}", d.between(1, 30*minutes), d.r.IntN(30)))
	case 1:
		keys = append(keys, fmt.Sprintf("mass_departure: {at: %ds, over: %ds, share: %d%%}", d.between(1, 30*minutes), d.r.IntN(30), d.between(1, 100)))
		return append(keys, fmt.Sprintf("crash: %d%%", d.r.IntN(101)), "datastore: "+pick(d, "keep", "lose"))
	case 2:
		keys = append(keys, fmt.Sprintf("random: {every: %s, leave: %d%%, join: %d%%}", d.law(max(mean/8, 500)), d.r.IntN(101), d.r.IntN(101)))
	case 3:
		keys = append(keys, fmt.Sprintf("diurnal: {period: %ds, peak: %ds, least: %d%%, most: %d%%, session: %s}",
			d.between(60, 60*minutes+60), d.r.IntN(60), d.between(0, 50), d.between(50, 100), d.law(mean)))
	case 4:
		keys = append(keys, "session: "+d.law(mean), fmt.Sprintf("population: %d", d.between(1, count)))
	case 5:
		keys = append(keys, "preset: "+pick(d, "ipfs", "kad"))
	default:
		keys = append(keys, "session: "+d.law(mean), "downtime: "+d.law(max(mean/3, 100)))
		if d.maybe(25) {
			keys = append(keys, "session_mean: "+d.law(mean))
		}
	}
	keys = append(keys, fmt.Sprintf("crash: %d%%", d.r.IntN(101)), "datastore: "+pick(d, "keep", "lose"), "rejoin: "+pick(d, "same", "new"))
	if form > 3 && d.maybe(40) {
		start := pick(d, "equilibrium", "online", "empty")
		keys = append(keys, "start: "+start)
		if start == "empty" {
			keys = append(keys, "ramp: "+d.ms(0, 30000))
		}
	}
	if d.maybe(25) {
		keys = append(keys, fmt.Sprintf("from: %ds", d.between(0, 20)), fmt.Sprintf("until: %ds", d.between(30, 60*minutes)))
	}
	return keys
}

// faults draws the faults.
func (d *drawer) faults(p *peers, minutes int) {
	n := d.r.IntN(4)
	if n == 0 {
		return
	}
	d.line("faults:")
	for range n {
		when := fmt.Sprintf("at: %ds, for: %s", d.between(1, 60*minutes-1), d.law(d.between(500, 60_000)))
		if d.maybe(30) {
			when = fmt.Sprintf("every: %s, for: %s", d.law(20_000*minutes), d.law(d.between(500, 20_000)))
		}
		who := "peers: " + p.some(d)
		switch d.r.IntN(3) {
		case 0:
			who += fmt.Sprintf(", count: %d", d.between(1, 3))
		case 1:
			who += fmt.Sprintf(", share: %d%%", d.between(1, 100))
		}
		ends := fmt.Sprintf("from: %s, to: %s, one_way: %t", p.some(d), p.some(d), d.maybe(50))
		what := pick(d,
			fmt.Sprintf("isolate: {%s}", who),
			fmt.Sprintf("cut: {%s}", ends),
			fmt.Sprintf("degrade: {%s, delay: %s, loss: %d%%, jitter: %s}", ends, d.ms(0, 2000), d.r.IntN(60), d.law(d.between(1, 50))),
			fmt.Sprintf("slow: {%s, delay: %s}", who, d.ms(1, 3000)),
			fmt.Sprintf("pause: {%s}", who),
			fmt.Sprintf("crash: {%s}", who),
		)
		switch d.r.IntN(8) {
		case 0:
			what, when = fmt.Sprintf("restart: {%s}", who), fmt.Sprintf("at: %ds", d.between(1, 60*minutes-1))
		case 1:
			what, when = fmt.Sprintf("lose: {%s}", who), fmt.Sprintf("at: %ds", d.between(1, 60*minutes-1))
		case 2:
			if half := p.counts[0] / 2; half > 0 {
				what = fmt.Sprintf(`partition: {sides: [["%s[0:%d]"], ["%s[%d:%d]"]], one_way: %t}`,
					p.names[0], half, p.names[0], half, p.counts[0], d.maybe(30))
			}
		}
		switch d.late.IntN(8) {
		case 0:
			what = fmt.Sprintf("silent: {%s}", who)
			if !strings.Contains(when, "for: ") {
				when += ", for: 20s"
			}
		case 1:
			what = fmt.Sprintf("reset: {what: %s}", []string{"streams", "connections"}[d.late.IntN(2)])
			when, _, _ = strings.Cut(when, ", for: ")
		case 2:
			what = fmt.Sprintf("clock: {%s, %s: %ds, drift_ppm: %d}", who, []string{"ahead", "behind"}[d.late.IntN(2)], 1+d.late.IntN(600), d.late.IntN(2000)-1000)
		}
		d.line("  - {%s, optional: true, %s}", when, what)
	}
}

// protocols draws the protocols that peers run.
func (d *drawer) protocols(p *peers) []string {
	var used []string
	d.line("protocols:")
	if d.maybe(60) {
		used = append(used, "ping")
		d.line("  ping: {%s}", pick(d, "", "timeout: 2s", "service: pingpong, processing: "+d.law(d.between(1, 40))))
	}
	if d.maybe(60) {
		used = append(used, "kademlia")
		keys := []string{fmt.Sprintf("bucket_size: %d", d.between(2, 20)), fmt.Sprintf("timeout: %ds", d.between(2, 60))}
		for _, k := range []string{
			"mode: " + pick(d, "auto", "server"), fmt.Sprintf("concurrency: %d", d.between(1, 10)), fmt.Sprintf("resiliency: %d", d.between(1, 3)),
			fmt.Sprintf("quorum: %d", d.r.IntN(4)), "optimistic_provide: true", "auto_refresh: false",
			fmt.Sprintf("routing_table_refresh_period: %ds", d.between(20, 600)), "routing_table_peer_diversity_filter: true",
			"bootstrap_peers: " + p.some(d), fmt.Sprintf("republish: %ds", d.between(20, 300)), fmt.Sprintf("reprovide: %ds", d.between(20, 300)),
			fmt.Sprintf("value_size: %d", pick(d, 16, 100, 5000, 100_000)), fmt.Sprintf("max_record_age: %ds", d.between(10, 600)),
			fmt.Sprintf("dead_entries: {share: %d%%, every: %ds}", d.between(1, 40), d.between(10, 120)),
		} {
			if d.maybe(20) {
				keys = append(keys, k)
			}
		}
		if all := strings.Join(keys, " "); strings.Contains(all, "dead_entries") {
			keys = slices.DeleteFunc(keys, func(k string) bool { return strings.HasPrefix(k, "routing_table_peer_diversity_filter") })
		}
		d.line("  kademlia: {%s}", strings.Join(keys, ", "))
	}
	if d.maybe(25) {
		used = append(used, "chandylamport")
		keys := []string{"channels: " + pick(d, "connections", "all"), "transfer_interval: " + d.ms(300, 4000), fmt.Sprintf("timeout: %ds", d.between(1, 30))}
		if d.maybe(30) {
			keys = append(keys, "fifo: false", "extra_delay: "+d.law(50))
		}
		d.line("  chandylamport: {%s}", strings.Join(keys, ", "))
	}
	if d.late.IntN(4) == 0 {
		used = append(used, "gossipsub")
		d.line("  gossipsub: {%s}", d.gossipsub())
	}
	if p.lan != "" || len(used) == 0 {
		used = append(used, "mdns")
		d.line("  mdns: {}")
	}
	return used
}

// gossipsub draws the options of GossipSub.
func (d *drawer) gossipsub() string {
	r := d.late
	keys := []string{"topics: [{name: a}, {name: b, count: 3, each: 2}]"}
	for _, k := range []string{
		fmt.Sprintf("d: %d", 4+r.IntN(8)), fmt.Sprintf("heartbeat: %dms", 300+r.IntN(2000)), "flood_publish: true", "peer_exchange: true",
		"signatures: strict-no-sign", "idontwant_message_threshold: 100B", fmt.Sprintf("deadline: %ds", 1+r.IntN(20)),
		fmt.Sprintf("validation: {time: %dms, inline: %t, workers: %d}", 1+r.IntN(50), r.IntN(2) == 0, 1+r.IntN(3)),
		"score: {topic: {first_message_deliveries_weight: 1, first_message_deliveries_decay: 0.9, first_message_deliveries_cap: 10}}",
	} {
		if r.IntN(3) == 0 {
			keys = append(keys, k)
		}
	}
	return strings.Join(keys, ", ")
}

// workload draws the steps of the workload.
func (d *drawer) workload(p *peers, used []string, minutes int) {
	var steps []string
	add := func(protocol string, ops ...string) {
		if slices.Contains(used, protocol) {
			steps = append(steps, ops...)
		}
	}
	count := func() int { return d.between(1, 5) }
	add("ping", fmt.Sprintf("ping: {pairs: %d}", count()), "ping: {}")
	add("kademlia",
		fmt.Sprintf("put: {count: %d, by: %s}", count(), p.some(d)), fmt.Sprintf("put: {key: k, by: %s}", p.some(d)),
		fmt.Sprintf("get: {count: %d, by: %s}", count(), p.some(d)), "get: {key: k}",
		fmt.Sprintf("provide: {count: %d, by: %s}", count(), p.some(d)), fmt.Sprintf("find-providers: {count: %d, by: %s}", count(), p.some(d)),
		fmt.Sprintf("find-peer: {count: %d, by: %s, peer: %s}", count(), p.some(d), p.some(d)), fmt.Sprintf("get-closest-peers: {count: %d}", count()))
	add("chandylamport", fmt.Sprintf("snapshot: {count: %d, by: %s}", d.between(1, 2), p.some(d)), fmt.Sprintf("transfer: {count: %d}", count()))
	if slices.Contains(used, "gossipsub") {
		steps = append(steps, fmt.Sprintf("publish: {count: %d, size: %dB}", 1+d.late.IntN(5), 8+d.late.IntN(20_000)), "publish: {topic: b, each_topic: true}")
	}
	if len(steps) == 0 {
		return
	}
	d.line("workload:")
	for range d.between(1, 6) {
		when := fmt.Sprintf("at: %ds", d.r.IntN(60*minutes))
		if d.maybe(50) {
			when = fmt.Sprintf("from: %ds, every: %s", d.r.IntN(30*minutes), d.law(d.between(1500, 20_000*minutes)))
		}
		d.line("  - {%s, %s}", when, pick(d, steps...))
	}
}
